/// Who asks, and what they may do: API keys, OIDC tokens, roles. The HTTP services share it, so
/// that there is one place to get it right.
@NullMarked
package io.athanor.access;

import org.jspecify.annotations.NullMarked;

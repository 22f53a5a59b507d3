/// Breaks the running system on purpose, with real processes and real kills, and checks afterwards
/// that nothing was lost and nothing was counted twice. Start with [Chaos].
@NullMarked
package io.athanor.chaos;

import org.jspecify.annotations.NullMarked;

/// The HTTP API as the command line reads it.
@NullMarked
package io.athanor.launcher.api;

import org.jspecify.annotations.NullMarked;

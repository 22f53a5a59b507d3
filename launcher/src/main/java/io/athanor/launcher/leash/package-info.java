/// What ties a child process to its launcher.
@NullMarked
package io.athanor.launcher.leash;

import org.jspecify.annotations.NullMarked;

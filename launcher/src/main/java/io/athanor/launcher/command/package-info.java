/// The commands of `./athanor`, one a class.
@NullMarked
package io.athanor.launcher.command;

import org.jspecify.annotations.NullMarked;

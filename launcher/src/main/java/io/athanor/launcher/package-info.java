/// `./athanor`: the whole system on one machine, and the command line client of any Athanor.
@NullMarked
package io.athanor.launcher;

import org.jspecify.annotations.NullMarked;

/// What every service must know of its own clocks.
@NullMarked
package io.athanor.contracts.clock;

import org.jspecify.annotations.NullMarked;

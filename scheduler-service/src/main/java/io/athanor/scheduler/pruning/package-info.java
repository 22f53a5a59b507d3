/// Pruners: who stops trials that do worse than others. Pure functions of a trial's epochs and of
/// where the others stood.
@NullMarked
package io.athanor.scheduler.pruning;

import org.jspecify.annotations.NullMarked;

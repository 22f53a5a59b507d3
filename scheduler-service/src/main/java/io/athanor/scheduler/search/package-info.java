/// Samplers: who proposes a study's points. Pure functions of the space, the seed and what was
/// tried.
@NullMarked
package io.athanor.scheduler.search;

import org.jspecify.annotations.NullMarked;

/// The pure domain of a study: what is decided when something happens, and what a decision changes.
@NullMarked
package io.athanor.scheduler.study;

import org.jspecify.annotations.NullMarked;

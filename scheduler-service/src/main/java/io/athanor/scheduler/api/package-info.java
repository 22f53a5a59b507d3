/// The scheduler over HTTP: requests become commands, answers come from the read model.
@NullMarked
package io.athanor.scheduler.api;

import org.jspecify.annotations.NullMarked;

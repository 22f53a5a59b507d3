/// The trainer as a process: its configuration, its slots, its start and its orderly leave.
@NullMarked
package io.athanor.trainer.slots;

import org.jspecify.annotations.NullMarked;

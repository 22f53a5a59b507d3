/// Kafka Streams around the pure study: commands and trial events in, decisions and state out.
@NullMarked
package io.athanor.scheduler.topology;

import org.jspecify.annotations.NullMarked;

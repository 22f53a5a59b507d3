/// What the services that run on Kafka Streams need besides their topologies.
@NullMarked
package io.athanor.streams;

import org.jspecify.annotations.NullMarked;

/// A real Kafka broker of one node for one machine, and the topics on it.
@NullMarked
package io.athanor.broker;

import org.jspecify.annotations.NullMarked;

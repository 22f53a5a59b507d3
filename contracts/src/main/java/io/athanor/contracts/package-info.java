/// What the services say to each other: one sealed interface per topic, one record per message, and
/// the values in them. Data only: no Kafka, no CDI, no behaviour beyond refusing impossible values.
@NullMarked
package io.athanor.contracts;

import org.jspecify.annotations.NullMarked;

package io.athanor.scheduler.topology;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;

/// Whether the copy of all state is whole. It is when the topology runs for the first time, and it
/// stays so: readiness and [ReadModel] both go by this, so that who is told that the service is
/// ready gets answers.
@ApplicationScoped
public class Restored implements KafkaStreams.StateListener {
    private volatile boolean whole;

    /// Streams starts its threads when it has read the topics of the copy to their ends.
    @Override
    public void onChange(State now, State before) {
        if (now == State.RUNNING) {
            whole = true;
        }
    }

    public boolean isWhole() {
        return whole;
    }
}

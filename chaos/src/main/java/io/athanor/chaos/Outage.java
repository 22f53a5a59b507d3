package io.athanor.chaos;

import java.io.IOException;
import java.time.Duration;

/// Takes the broker away for a minute, longer than a lease and than any session, while trials
/// train: once it does not answer, once it is dead and comes back on the same data.
final class Outage implements Drill {
    private final Duration length;

    Outage(Duration length) {
        this.length = length;
    }

    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        Part broker = ground.parts().broker();
        String hung = ground.name("hung-broker");
        ground.train(hung);
        broker.suspend();
        ground.say("the broker hangs for " + length);
        Pause.of(length.toMillis());
        broker.resume();
        ground.say("the broker answers again");
        var _ = ground.expectWhole(hung);

        String dead = ground.name("dead-broker");
        ground.train(dead);
        broker.kill();
        ground.say("the broker is dead for " + length);
        Pause.of(length.toMillis());
        ground.parts().startBroker();
        ground.say("the broker is back");
        var _ = ground.expectWhole(dead);
        ground.expectHealthy();
    }
}

package io.athanor.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Sets every process's wall clock an hour on and an hour back while trials train, which only
/// libfaketime can do to a process by itself; monotonic clocks go on as they do on a real machine.
/// A clock set on is no reason to end for anybody. Of one set back each service ends itself in
/// order, and goes on where it was when it is started again.
final class ClockJump implements Drill {
    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        Path clock = ground.parts().clock();
        if (clock == null) {
            ground.findings().add("libfaketime is missing (Debian: apt-get install faketime)");
            return;
        }
        try (Keeper keeper = new Keeper(ground.parts().services(), ground::say)) {
            String on = ground.name("clock-on");
            ground.train(on);
            set(ground, clock, "+3600");
            var _ = ground.expectWhole(on);
            ground.findings().expect("the clock set on", "ends", Map.of(), keeper.ends());
            set(ground, clock, "+0");
            expectEnds(ground, keeper, "without a trial");

            String back = ground.name("clock-back");
            ground.train(back);
            set(ground, clock, "-3600");
            expectEnds(ground, keeper, "with trials");
            Audit audit = ground.expectWhole(back);
            ground.say("%d attempts were handed back".formatted(audit.ended("released")));
            set(ground, clock, "+0");
            ground.expectHealthy();
        }
    }

    private static void set(Ground ground, Path clock, String offset) throws IOException {
        Files.writeString(clock, offset + "\n");
        ground.say("the wall clock is set to %s s".formatted(offset));
    }

    /// Waits until each service has ended with an exit code that asks to be started again.
    private static void expectEnds(Ground ground, Keeper keeper, String when)
            throws IOException, InterruptedException {
        Map<Part, Integer> ends = keeper.awaitEnds(ground.parts().services());
        for (Part part : ground.parts().services()) {
            ground.findings()
                    .expect(
                            part.name(),
                            "exit code when the clock was set back " + when,
                            1,
                            ends.getOrDefault(part, -1));
        }
        ground.expectHealthy();
    }
}

package io.athanor.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sets every process's wall clock an hour on and an hour back while trials train, which only
/// libfaketime can do to a process by itself; monotonic clocks go on as they do on a real machine.
final class ClockJump implements Drill {
    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        Path clock = ground.parts().clock();
        if (clock == null) {
            ground.findings().add("libfaketime is missing (Debian: apt-get install faketime)");
            return;
        }
        for (String offset : new String[] {"+3600", "-3600"}) {
            String study =
                    ground.name("clock" + offset.replace('+', '-').replace("-3600", ""))
                            + (offset.startsWith("+") ? "-on" : "-back");
            ground.train(study);
            Files.writeString(clock, offset + "\n");
            ground.say("the wall clock is set to %s s".formatted(offset));
            var _ = ground.expectWhole(study);
            Files.writeString(clock, "+0\n");
            ground.say("and set right again");
        }
        ground.expectHealthy();
    }
}

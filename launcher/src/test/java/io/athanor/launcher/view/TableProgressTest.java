package io.athanor.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableProgressTest {

    @Test
    void saysOnceAboveTheTableWhyATrialWasStopped() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Screen screen =
                new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, false);
        TableProgress progress = new TableProgress(screen);
        Snapshot now =
                Example.snapshot(
                        Example.study("running", Map.of("stopped", 1), null, 2),
                        Map.of(),
                        Example.stopped(1, 2));

        progress.update(now);
        progress.update(now);

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("trial 1: plateau: the loss no longer falls")
                .contains("\033[4A");
    }
}

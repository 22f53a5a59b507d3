package io.athanor.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.launcher.api.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineProgressTest {
    private final List<String> lines = new ArrayList<>();
    private final LineProgress progress = new LineProgress(lines::add);
    private final Study running = Example.study("running", Map.of("running", 1), null, 0);

    @Test
    void writesALineForEachChangeAndNoneWithoutOne() {
        progress.update(Example.snapshot(running, Map.of(), Example.waiting(1)));
        assertThat(lines).isEmpty();

        progress.update(Example.snapshot(running, Map.of(), Example.running(1, 0)));
        progress.update(Example.snapshot(running, Map.of(), Example.running(1, 1)));
        progress.update(Example.snapshot(running, Map.of(), Example.running(1, 1)));
        Study over = Example.study("completed", Map.of("stopped", 1), null, 2);
        progress.update(Example.snapshot(over, Map.of(), Example.stopped(1, 2)));

        assertThat(lines)
                .containsExactly(
                        " 1:15  trial 1 runs on trainer-1: learningRate 0.001",
                        " 1:15  trial 1 epoch 1/4: loss 1.0000, test accuracy 81.0 %, learning rate 0.001",
                        " 1:15  trial 1 epoch 2/4: loss 0.5000, test accuracy 82.0 %, learning rate 0.001",
                        " 1:15  trial 1 stopped after 2 of 4 epochs; plateau: the loss no longer falls: 0.4210 since iteration 200",
                        " 1:15  1 of 4 trials over",
                        " 1:15  study nets completed");
    }

    @Test
    void tellsTheEpochsOfANewAttemptAnew() {
        progress.update(Example.snapshot(running, Map.of(), Example.running(1, 2)));
        lines.clear();

        progress.update(Example.snapshot(running, Map.of(), Example.lost(1)));
        assertThat(lines).containsExactly(" 1:15  trial 1: attempt 2; trainer-2's was lost");
        lines.clear();

        progress.update(Example.snapshot(running, Map.of(), Example.again(1, 1)));
        assertThat(lines)
                .containsExactly(
                        " 1:15  trial 1 runs on trainer-1: learningRate 0.001",
                        " 1:15  trial 1 epoch 1/4: loss 1.0000, test accuracy 81.0 %, learning rate 0.001");
    }
}

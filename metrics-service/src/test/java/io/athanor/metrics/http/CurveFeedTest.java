package io.athanor.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.metrics.Curves;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.http.CurveFeed.Update;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveFeedTest {
    private final Curves trial = Curves.of("study-1");
    private final Curve curve = new Curve(trial.started(), 0);
    private final CurveFeed feed = new CurveFeed();

    @Test
    void givesEachIterationAndEpochOnceToOneThatLooksOften() {
        List<Integer> iterations = new ArrayList<>();
        for (var record : trial.records(1, 20, Curves.plateau(400, 1))) {
            curve.apply(record, 0);
            feed.next(curve).losses().points().forEach(p -> iterations.add(p.iteration()));
        }
        curve.apply(trial.epoch(1, 0.5), 0);

        assertThat(iterations).doesNotHaveDuplicates().hasSize(400).isSorted();
        assertThat(feed.next(curve).losses().epochs()).hasSize(1);
        assertThat(feed.next(curve).isEmpty()).isTrue();
    }

    @Test
    void givesAllThatCameMeanwhileThinnedToOneThatLooksSeldom() {
        trial.records(1, 100, Curves.plateau(5_000, 1)).forEach(r -> curve.apply(r, 0));

        Update update = feed.next(curve);

        assertThat(update.losses().points()).hasSizeLessThanOrEqualTo(500);
        assertThat(update.losses().points().getLast().iteration()).isEqualTo(5_000);
        assertThat(feed.next(curve).isEmpty()).isTrue();
    }

    @Test
    void saysFromWhereANewExecutionCountsAndHowTheLastOneEnded() {
        curve.apply(trial.iterations(1, new float[250]), 0);
        curve.apply(trial.epoch(1, 0.5), 0);
        curve.apply(trial.epoch(2, 0.5), 0);
        feed.next(curve);
        Curves second = trial.again(2, "second");

        curve.apply(second.started(CurveRules.DEFAULT, 101), 0);
        curve.apply(second.iterations(101, 5f), 0);
        curve.apply(second.epoch(2, 0.6), 0);
        curve.apply(second.ended(101, Outcome.STOPPED), 0);
        Update update = feed.next(curve);

        assertThat(update.restartedFrom()).isEqualTo(101);
        assertThat(update.losses().points()).containsExactly(new TrialLosses.Point(101, 5f));
        assertThat(update.losses().epochs())
                .extracting(TrialLosses.Epoch::epoch)
                .containsExactly(2);
        assertThat(update.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(feed.isOver()).isTrue();
    }
}

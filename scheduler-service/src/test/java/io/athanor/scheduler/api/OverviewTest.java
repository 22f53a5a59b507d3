package io.athanor.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Objective;
import io.athanor.contracts.Point;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverviewTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void improvementsAreInTheOrderOfTheEnds() {
        Overview overview = overview(Objective.Direction.MAXIMIZE);
        overview.accept(ended(1, 30, 0.9));
        overview.accept(ended(2, 10, 0.5));
        overview.accept(ended(3, 20, 0.5));
        overview.accept(ended(4, 40, null));
        overview.accept(running(5, 0.99));

        assertThat(overview.picture(100).improvements()).containsExactly(2, 1);
        assertThat(overview.picture(100).trials()).hasSize(5);
    }

    @Test
    void whatIsLessIsBetterWhereTheStudySaysSo() {
        Overview overview = overview(Objective.Direction.MINIMIZE);
        overview.accept(ended(1, 10, 0.9));
        overview.accept(ended(2, 20, 0.5));
        overview.accept(ended(3, 30, 0.7));

        assertThat(overview.picture(100).improvements()).containsExactly(1, 2);
    }

    @Test
    void aPictureOfManyKeepsWhatMattersAndIsEvenOtherwise() {
        // Given
        Overview overview = overview(Objective.Direction.MAXIMIZE);
        IntStream.rangeClosed(1, 9_999)
                .mapToObj(number -> ended(number, number, 0.5 + (number % 1000) / 1e4))
                .forEach(overview);
        overview.accept(running(10_000, 0.1));

        // When
        Overview.Picture picture = overview.picture(2_000);

        // Then
        List<Integer> numbers = picture.trials().stream().map(TrialBrief::number).toList();
        assertThat(picture.total()).isEqualTo(10_000);
        assertThat(numbers)
                .isSorted()
                .hasSize(2_000)
                .containsAll(picture.improvements())
                .contains(999, 1_999, 9_999, 10_000);
        assertThat(numbers.stream().filter(number -> number % 1000 < 400 && number > 2000))
                .hasSizeGreaterThan(100);
    }

    private static Overview overview(Objective.Direction direction) {
        return new Overview(new Objective(Objective.Metric.TEST_ACCURACY, direction), Means.none());
    }

    private static TrialRecord ended(int number, int second, @Nullable Double objective) {
        return trial(number, TrialState.COMPLETED, objective, BEGUN.plusSeconds(second));
    }

    private static TrialRecord running(int number, double objective) {
        return trial(number, TrialState.RUNNING, objective, null);
    }

    private static TrialRecord trial(
            int number, TrialState state, @Nullable Double objective, @Nullable Instant endedAt) {
        return new TrialRecord(
                new TrialId(new StudyId("many"), number),
                state,
                1,
                Point.of(Map.of()),
                Hyperparameters.DEFAULTS,
                1,
                null,
                null,
                null,
                null,
                null,
                null,
                objective,
                List.of(),
                null,
                null,
                List.of(),
                BEGUN,
                BEGUN,
                BEGUN,
                endedAt);
    }
}

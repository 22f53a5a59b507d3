package io.athanor.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {

    @Test
    void goesFromTheHighestToTheLowestInStepsOfTheLogarithm() {
        List<Double> halved = List.of(256.0, 128.0, 64.0, 32.0, 16.0, 8.0, 4.0, 2.0, 1.0);

        assertThat(Sparkline.of(List.of(halved)).draw(halved, 20, true)).isEqualTo("██▇▆▅▄▃▂▁");
        assertThat(Sparkline.of(List.of(halved)).draw(halved, 20, false)).isEqualTo("##*+=~-._");
    }

    @Test
    void drawsNeighboursAsTheirMeanWhereThereIsNoRoomForAll() {
        List<Double> values = List.of(0.0, 0.0, 4.0, 4.0, 8.0, 8.0);

        assertThat(Sparkline.of(List.of(values)).draw(values, 3, true)).isEqualTo("▁▅█");
    }

    @Test
    void isNotFlattenedByOneCurveThatStartsFarAboveTheOthers() {
        List<Double> usual = List.of(2.3, 1.0, 0.25);
        List<Double> huge = List.of(84_560.0, 2.3, 2.3);

        Sparkline scale = Sparkline.of(List.of(usual, usual, huge));

        assertThat(scale.high()).isEqualTo(2.3);
        assertThat(scale.draw(usual, 3, true)).isEqualTo("█▅▁");
        assertThat(scale.draw(huge, 3, true)).isEqualTo("███");
    }

    @Test
    void staysAtTheBottomWhereNothingChanges() {
        assertThat(Sparkline.of(List.of(List.of(2.3, 2.3))).draw(List.of(2.3, 2.3), 8, true))
                .isEqualTo("▁▁");
        assertThat(Sparkline.of(List.of()).draw(List.of(), 8, true)).isEmpty();
    }
}

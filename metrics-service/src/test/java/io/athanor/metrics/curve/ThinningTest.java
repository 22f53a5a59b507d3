package io.athanor.metrics.curve;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.metrics.Curves;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThinningTest {

    @Test
    void keepsEveryLossOfAShortCurve() {
        float[] losses = Curves.noisy(1_998, 1, t -> 1);

        List<LossPoint> points = thinned(losses).points();

        assertThat(points)
                .containsExactlyElementsOf(
                        IntStream.range(0, losses.length)
                                .mapToObj(i -> new LossPoint(i + 1, losses[i]))
                                .toList());
    }

    @Test
    void keepsEndsAndExtremesOfALongCurveInFewPoints() {
        float[] losses = Curves.noisy(1_000_003, 2, t -> 2 * Math.exp(-t / 3e5));
        losses[345_678] = 77f;
        losses[500_001] = -3f;
        losses[600_000] = Float.NaN;
        // In the later half of the first pair of buckets that become one.
        losses[2] = Float.NaN;

        List<LossPoint> points = thinned(losses).points();

        assertThat(points)
                .hasSizeBetween(900, 2_000)
                .isSortedAccordingTo(Comparator.comparingInt(LossPoint::iteration))
                .contains(
                        new LossPoint(1, losses[0]),
                        new LossPoint(1_000_003, losses[1_000_002]),
                        new LossPoint(345_679, 77f),
                        new LossPoint(500_002, -3f),
                        new LossPoint(3, Float.NaN),
                        new LossPoint(600_001, Float.NaN));
        assertThat(points.stream().map(LossPoint::iteration)).doesNotHaveDuplicates();
        assertThat(points).allMatch(point -> same(point.loss(), losses[point.iteration() - 1]));
    }

    @Test
    void keepsAtMostTwoThousandPointsAtAnyLength() {
        Thinning thinning = new Thinning();
        float[] losses = Curves.noisy(20_000, 3, t -> 1);

        for (int i = 0; i < losses.length; i++) {
            thinning.add(i + 1, losses[i], 1);
            if (i % 100 == 99) {
                assertThat(thinning.points()).hasSizeLessThanOrEqualTo(2_000);
            }
        }
    }

    @Test
    void keepsTheSmoothedLossAtTheEnds() {
        Thinning thinning = new Thinning();
        for (int i = 1; i <= 12_345; i++) {
            thinning.add(i, 1, i);
        }

        assertThat(thinning.smoothed())
                .hasSizeBetween(450, 1_000)
                .allMatch(point -> point.iteration() == (int) point.loss())
                .last()
                .isEqualTo(new LossPoint(12_345, 12_345));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 99, 100, 190})
    void forgetsNothingBeforeWhereItGoesOn(int from) {
        Thinning undisturbed = new Thinning();
        Thinning resumed = new Thinning();
        for (int i = 1; i <= 252; i++) {
            undisturbed.add(i, (float) Math.sin(i), 0f);
            resumed.add(i, (float) Math.sin(i), 0f);
        }

        resumed.forgetFrom(from);

        assertThat(resumed.points()).isEqualTo(undisturbed.points().subList(0, from - 1));
        assertThat(resumed.last()).isEqualTo((float) Math.sin(from - 1));
        for (int i = from; i <= 252; i++) {
            resumed.add(i, (float) Math.sin(i), 0f);
        }
        assertThat(resumed.points()).isEqualTo(undisturbed.points());
    }

    @Test
    void survivesGapsOfAnyWidth() {
        Thinning thinning = new Thinning();
        for (int i = 0; i < 5_000; i++) {
            thinning.add(1 + i * 400_000, i, i);
        }

        assertThat(thinning.points())
                .hasSizeLessThanOrEqualTo(2_000)
                .contains(new LossPoint(1, 0), new LossPoint(1 + 4_999 * 400_000, 4_999));
    }

    @Test
    void isTheSameAfterItWasSavedAndLoaded() {
        float[] losses = Curves.noisy(7_777, 4, t -> 1);
        Thinning whole = thinned(losses);

        Thinning resumed = new Thinning();
        for (int i = 0; i < losses.length; i++) {
            resumed.add(i + 1, losses[i], losses[i]);
            if (i % 500 == 0) {
                ByteBuffer bytes = ByteBuffer.allocate(resumed.bytes());
                resumed.save(bytes);
                resumed = new Thinning();
                resumed.load(bytes.flip());
            }
        }

        assertThat(resumed.points()).isEqualTo(whole.points());
        assertThat(resumed.smoothed()).isEqualTo(whole.smoothed());
    }

    @Test
    void drawsAShorterCurveWithTheSameEndsAndExtremes() {
        List<LossPoint> points = thinned(Curves.noisy(1_500, 5, t -> 1)).points();

        List<LossPoint> fewer = Resampling.atMost(60, points);

        Comparator<LossPoint> byLoss = Comparator.comparingDouble(LossPoint::loss);
        assertThat(fewer)
                .hasSize(60)
                .isSortedAccordingTo(Comparator.comparingInt(LossPoint::iteration))
                .startsWith(points.getFirst())
                .endsWith(points.getLast())
                .contains(points.stream().min(byLoss).orElseThrow())
                .contains(points.stream().max(byLoss).orElseThrow());
        assertThat(Resampling.atMost(2, points))
                .containsExactly(points.getFirst(), points.getLast());
        assertThat(Resampling.atMost(3, points)).hasSize(2);
    }

    private static Thinning thinned(float... losses) {
        Thinning thinning = new Thinning();
        for (int i = 0; i < losses.length; i++) {
            thinning.add(i + 1, losses[i], losses[i]);
        }
        return thinning;
    }

    private static boolean same(float one, float other) {
        return Float.compare(one, other) == 0;
    }
}

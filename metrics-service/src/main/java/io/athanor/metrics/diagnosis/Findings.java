package io.athanor.metrics.diagnosis;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Stop;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.curve.LossPoint;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// The numbers of a curve that a diagnosis rests on.
///
/// @param all epochs that were measured, with finite losses
/// @param later of those, the second half and no fewer than four
/// @param smoothed of the second half of the iterations
/// @param smoothedTrend the rise of the smoothed loss over the last quarter, relative to its mean
/// @param notFinite a loss of an iteration was NaN or infinite
record Findings(
        List<EpochMeasurement> all,
        List<EpochMeasurement> later,
        Swings smoothed,
        double smoothedTrend,
        double smoothedLoss,
        double lowestSmoothedLoss,
        double guessingAccuracy,
        boolean notFinite) {
    private static final int LEAST_LATER = 4;

    /// Smoothed losses that are looked at: few enough that noise hardly moves the average between.
    private static final int SAMPLES = 32;

    static Findings of(Curve curve) {
        List<EpochMeasurement> all =
                curve.epochs().stream()
                        .filter(epoch ->
                                Double.isFinite(epoch.trainLoss())
                                        && Double.isFinite(epoch.testLoss()))
                        .toList();
        int later = Math.min(all.size(), Math.max(LEAST_LATER, all.size() / 2));
        List<LossPoint> smoothed = curve.smoothed();
        int size = smoothed.size();
        return new Findings(
                all,
                all.subList(all.size() - later, all.size()),
                Swings.of(samples(smoothed.subList(size / 2, size))),
                Trend.relativeRise(samples(smoothed.subList(size - size / 4, size))),
                curve.smoothedLoss(),
                smoothed.stream()
                        .map(LossPoint::loss)
                        .min(Comparator.naturalOrder())
                        .orElse(Float.NaN),
                1.0 / Math.max(2, curve.started().classes()),
                notFinite(curve));
    }

    int epochs() {
        return all.size();
    }

    /// ln(classes), the cross-entropy of guessing.
    double guessingLoss() {
        return -Math.log(guessingAccuracy);
    }

    /// How far the smoothed loss is below that of guessing, as a share of it.
    double distanceToGuessing() {
        return 1 - smoothedLoss / guessingLoss();
    }

    Roughness testLoss() {
        return Roughness.of(values(EpochMeasurement::testLoss));
    }

    /// By how much the mean of the last two test losses is above the lowest, as a share of it.
    double testLossRise() {
        if (all.size() < 2) {
            return 0;
        }
        double last = (all.getLast().testLoss() + all.get(all.size() - 2).testLoss()) / 2;
        return last / Math.max(best().testLoss(), Double.MIN_NORMAL) - 1;
    }

    /// Whether the training loss is lower than when the test loss was lowest.
    boolean trainLossFellSince() {
        return all.getLast().trainLoss() < best().trainLoss();
    }

    double testAccuracy() {
        return all.isEmpty() ? Double.NaN : all.getLast().testAccuracy();
    }

    double accuracyGap() {
        return all.getLast().trainAccuracy() - all.getLast().testAccuracy();
    }

    /// Rise of the gap per epoch, in the later epochs.
    double accuracyGapTrend() {
        return Trend.slope(values(epoch -> epoch.trainAccuracy() - epoch.testAccuracy()));
    }

    /// The better of the last accuracies, with that of guessing as 0 and all right as 1. Dropout
    /// and augmentation make the training accuracy the lower one.
    double skill() {
        double accuracy = Math.max(all.getLast().trainAccuracy(), testAccuracy());
        return (accuracy - guessingAccuracy) / (1 - guessingAccuracy);
    }

    Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        put(numbers, "epochs", epochs());
        put(numbers, "guessingLoss", guessingLoss());
        put(numbers, "smoothedLoss", smoothedLoss);
        put(numbers, "lowestSmoothedLoss", lowestSmoothedLoss);
        put(numbers, "distanceToGuessing", distanceToGuessing());
        put(numbers, "smoothedLossTrend", smoothedTrend);
        put(numbers, "smoothedLossSpread", smoothed.spread());
        put(numbers, "smoothedLossWavering", smoothed.wavering());
        put(numbers, "smoothedLossCrossings", smoothed.crossings());
        if (!all.isEmpty()) {
            EpochMeasurement last = all.getLast();
            put(numbers, "trainLoss", last.trainLoss());
            put(numbers, "testLoss", last.testLoss());
            put(numbers, "trainAccuracy", last.trainAccuracy());
            put(numbers, "testAccuracy", last.testAccuracy());
            put(numbers, "skill", skill());
            put(numbers, "lossGap", last.testLoss() - last.trainLoss());
            put(
                    numbers,
                    "lossGapTrend",
                    Trend.slope(values(epoch -> epoch.testLoss() - epoch.trainLoss())));
            put(numbers, "accuracyGap", accuracyGap());
            put(numbers, "accuracyGapTrend", accuracyGapTrend());
            put(numbers, "testLossRise", testLossRise());
            put(numbers, "testLossSpread", testLoss().spread());
            put(numbers, "testLossReversals", testLoss().reversals());
        }
        return Collections.unmodifiableMap(numbers);
    }

    private static void put(Map<String, Double> numbers, String name, double value) {
        if (Double.isFinite(value)) {
            numbers.put(name, value);
        }
    }

    private EpochMeasurement best() {
        return Collections.min(all, Comparator.comparingDouble(EpochMeasurement::testLoss));
    }

    private double[] values(ToDoubleFunction<EpochMeasurement> value) {
        return later.stream().mapToDouble(value).toArray();
    }

    private static double[] samples(List<LossPoint> points) {
        int count = Math.min(SAMPLES, points.size());
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            samples[i] = points.get((int) ((long) (i + 1) * points.size() / count) - 1).loss();
        }
        return samples;
    }

    private static boolean notFinite(Curve curve) {
        return curve.stop().filter(stop -> stop.rule() == Stop.Rule.NON_FINITE).isPresent()
                || curve.points().stream().anyMatch(point -> !Float.isFinite(point.loss()))
                || curve.epochs().stream().anyMatch(epoch -> !Double.isFinite(epoch.trainLoss()));
    }
}

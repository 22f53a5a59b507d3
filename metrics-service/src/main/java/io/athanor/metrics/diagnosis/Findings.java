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
import java.util.stream.IntStream;

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

    /// Stretches that smoothed losses are averaged over: few enough that noise hardly moves the
    /// average between.
    private static final int SAMPLES = 32;

    /// Of the loss of guessing. Relative changes of a loss below that are changes of this much: a
    /// loss near 0 can double by one hard batch.
    private static final double LEAST_SHARE_OF_GUESSING = 0.05;

    static Findings of(Curve curve) {
        List<EpochMeasurement> all =
                curve.epochs().stream()
                        .filter(epoch ->
                                Double.isFinite(epoch.trainLoss())
                                        && Double.isFinite(epoch.heldOutLoss()))
                        .toList();
        int later = Math.min(all.size(), Math.max(LEAST_LATER, all.size() / 2));
        List<LossPoint> smoothed = curve.smoothed();
        int size = smoothed.size();
        double guessingAccuracy = 1.0 / Math.max(2, curve.started().classes());
        return new Findings(
                all,
                all.subList(all.size() - later, all.size()),
                Swings.of(floor(guessingAccuracy), samples(smoothed.subList(size / 2, size))),
                Trend.relativeRise(samples(smoothed.subList(size - size / 4, size))),
                curve.smoothedLoss(),
                smoothed.stream()
                        .map(LossPoint::loss)
                        .min(Comparator.naturalOrder())
                        .orElse(Float.NaN),
                guessingAccuracy,
                notFinite(curve));
    }

    int epochs() {
        return all.size();
    }

    /// ln(classes), the cross-entropy of guessing.
    double guessingLoss() {
        return -Math.log(guessingAccuracy);
    }

    /// The least loss that relative changes are taken of.
    double floor() {
        return floor(guessingAccuracy);
    }

    private static double floor(double guessingAccuracy) {
        return LEAST_SHARE_OF_GUESSING * -Math.log(guessingAccuracy);
    }

    /// How far the smoothed loss is below that of guessing, as a share of it.
    double distanceToGuessing() {
        return 1 - smoothedLoss / guessingLoss();
    }

    Roughness heldOutLoss() {
        return Roughness.of(floor(), values(EpochMeasurement::heldOutLoss));
    }

    /// By how much the mean of the last two held-out losses is above the lowest mean of two in a
    /// row, as a share of it. Of two, because the lowest of single epochs is partly luck.
    double heldOutLossRise() {
        if (all.size() < 2) {
            return 0;
        }
        double lowest = heldOutLoss(best());
        return (heldOutLoss(all.size() - 1) - lowest) / Math.max(lowest, floor());
    }

    /// Whether the training loss is lower than when the held-out loss was lowest.
    boolean trainLossFellSince() {
        return all.getLast().trainLoss() < all.get(best()).trainLoss();
    }

    double heldOutAccuracy() {
        return all.isEmpty() ? Double.NaN : all.getLast().heldOutAccuracy();
    }

    double accuracyGap() {
        return all.getLast().trainAccuracy() - heldOutAccuracy();
    }

    /// Rise of the gap per epoch, in the later epochs.
    double accuracyGapTrend() {
        return Trend.slope(values(epoch -> epoch.trainAccuracy() - epoch.heldOutAccuracy()));
    }

    /// The better of the last accuracies, with that of guessing as 0 and all right as 1. Dropout
    /// and augmentation make the training accuracy the lower one.
    double skill() {
        double accuracy = Math.max(all.getLast().trainAccuracy(), heldOutAccuracy());
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
            put(numbers, "heldOutLoss", last.heldOutLoss());
            put(numbers, "heldOutAccuracy", last.heldOutAccuracy());
            put(numbers, "skill", skill());
            put(numbers, "lossGap", last.heldOutLoss() - last.trainLoss());
            put(
                    numbers,
                    "lossGapTrend",
                    Trend.slope(values(epoch -> epoch.heldOutLoss() - epoch.trainLoss())));
            put(numbers, "accuracyGap", accuracyGap());
            put(numbers, "accuracyGapTrend", accuracyGapTrend());
            put(numbers, "heldOutLossRise", heldOutLossRise());
            put(numbers, "heldOutLossSpread", heldOutLoss().spread());
            put(numbers, "heldOutLossReversals", heldOutLoss().reversals());
        }
        return Collections.unmodifiableMap(numbers);
    }

    private static void put(Map<String, Double> numbers, String name, double value) {
        if (Double.isFinite(value)) {
            numbers.put(name, value);
        }
    }

    /// The epoch with the lowest held-out loss, its own and the one before taken together.
    private int best() {
        return IntStream.range(0, all.size())
                .boxed()
                .min(Comparator.comparingDouble(this::heldOutLoss))
                .orElseThrow();
    }

    private double heldOutLoss(int epoch) {
        double before = all.get(Math.max(0, epoch - 1)).heldOutLoss();
        return (before + all.get(epoch).heldOutLoss()) / 2;
    }

    private double[] values(ToDoubleFunction<EpochMeasurement> value) {
        return later.stream().mapToDouble(value).toArray();
    }

    private static double[] samples(List<LossPoint> points) {
        int count = Math.min(SAMPLES, points.size());
        return IntStream.range(0, count)
                .mapToDouble(i ->
                        mean(
                                points.subList(
                                        i * points.size() / count,
                                        (i + 1) * points.size() / count)))
                .toArray();
    }

    private static double mean(List<LossPoint> points) {
        return points.stream().mapToDouble(LossPoint::loss).average().orElseThrow();
    }

    private static boolean notFinite(Curve curve) {
        return curve.stop().filter(stop -> stop.rule() == Stop.Rule.NON_FINITE).isPresent()
                || curve.points().stream().anyMatch(point -> !Float.isFinite(point.loss()))
                || curve.epochs().stream().anyMatch(epoch -> !Double.isFinite(epoch.trainLoss()));
    }
}

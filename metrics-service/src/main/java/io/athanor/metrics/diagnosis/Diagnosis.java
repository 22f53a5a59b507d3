package io.athanor.metrics.diagnosis;

import io.athanor.metrics.curve.Curve;
import java.util.Map;

/// What a curve says of its trial.
///
/// The first of these that holds is the verdict:
///
/// * does-not-converge: a loss was not finite; or the smoothed loss is at three times its lowest or
///   more; or, after an epoch, it is not 2 % below ln(classes), the loss of guessing, and the
///   held-out accuracy is below twice that of guessing.
/// * too-early-to-say: fewer than three epochs.
/// * oscillates: the held-out loss of the later epochs jumps by 10 % or more about its neighbours,
///   with a peak or a valley at a third or more of them; or the smoothed loss of the later
///   iterations swings by 10 % or more about its line, crosses it four times or more, and goes up
///   at least half as much as down, and down as up.
/// * overfits: the held-out loss, as the mean of two epochs, rose by 10 % or more above its lowest
///   while the training loss fell; or the training accuracy is 10 points or more above the held-out
///   accuracy and draws away.
/// * underfits: with the accuracy of guessing as 0 and all right as 1, neither accuracy reaches
///   0.75. A trial that goes on, and whose smoothed loss still falls by 5 % or more over the last
///   quarter, is too early to say instead.
/// * fits: none of them.
///
/// Held out are the validation images where there are any, else the test images. A loss below 5 %
/// of ln(classes) counts as that much where changes are relative.
///
/// "Later" is the second half; of the epochs, no fewer than four.
///
/// @param numbers what the verdict rests on, all finite; one that cannot be said is left out
public record Diagnosis(Verdict verdict, Map<String, Double> numbers) {
    private static final double DIVERGED = 3;
    private static final double LEARNT = 0.02;
    private static final int LEAST_EPOCHS = 3;
    private static final double JUMPS = 0.1;
    private static final double TURNS = 1 / 3.0;
    private static final double WAVERS = 2 / 3.0;
    private static final int CROSSINGS = 4;
    private static final double RISE = 0.1;
    private static final double GAP = 0.1;
    private static final double SKILL = 0.75;
    private static final double FALLS = -0.05;

    public static Diagnosis of(Curve curve) {
        Findings found = Findings.of(curve);
        return new Diagnosis(verdict(found, curve.outcome().isPresent()), found.numbers());
    }

    private static Verdict verdict(Findings found, boolean finished) {
        if (doesNotConverge(found)) {
            return Verdict.DOES_NOT_CONVERGE;
        }
        if (found.epochs() < LEAST_EPOCHS) {
            return Verdict.TOO_EARLY_TO_SAY;
        }
        if (jumps(found.heldOutLoss()) || swings(found.smoothed())) {
            return Verdict.OSCILLATES;
        }
        if (overfits(found)) {
            return Verdict.OVERFITS;
        }
        if (found.skill() < SKILL) {
            boolean stillLearns = !finished && found.smoothedTrend() <= FALLS;
            return stillLearns ? Verdict.TOO_EARLY_TO_SAY : Verdict.UNDERFITS;
        }
        return Verdict.FITS;
    }

    private static boolean doesNotConverge(Findings found) {
        boolean diverged =
                found.smoothedLoss()
                        >= DIVERGED * Math.max(found.floor(), found.lowestSmoothedLoss());
        boolean guesses =
                found.epochs() > 0
                        && found.distanceToGuessing() < LEARNT
                        && found.heldOutAccuracy() < 2 * found.guessingAccuracy();
        return found.notFinite() || diverged || guesses;
    }

    private static boolean jumps(Roughness roughness) {
        return roughness.spread() >= JUMPS && roughness.reversals() >= TURNS;
    }

    private static boolean swings(Swings swings) {
        return swings.spread() >= JUMPS
                && swings.wavering() >= WAVERS
                && swings.crossings() >= CROSSINGS;
    }

    private static boolean overfits(Findings found) {
        boolean heldOutLossRises = found.heldOutLossRise() >= RISE && found.trainLossFellSince();
        boolean drawsAway = found.accuracyGap() >= GAP && found.accuracyGapTrend() > 0;
        return heldOutLossRises || drawsAway;
    }
}

package io.athanor.metrics.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.TrialCurve.EpochMeasured;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.metrics.Curves;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.rules.JudgedCurve;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Made-up trainings whose fault is known, of 100 iterations an epoch, with noise of 12 % on the
/// losses of iterations and of 2 % on those of epochs.
class DiagnosisTest {
    private static final int SEEDS = 20;

    /// A training by its means: the loss by iteration, and what each epoch measures.
    enum Training {
        LEARNS_WELL(Verdict.FITS, 10, t -> 0.2 + 2 * Math.exp(-t / 150.0)) {
            @Override
            double testLoss(int epoch, Random random) {
                return loss(epoch) + 0.03;
            }
        },
        LEARNS_WELL_WITH_DROPOUT(Verdict.FITS, 10, t -> 0.4 + 2 * Math.exp(-t / 150.0)) {
            @Override
            double testLoss(int epoch, Random random) {
                return loss(epoch) - 0.1;
            }

            @Override
            double trainAccuracy(int epoch) {
                return testAccuracy(epoch) - 0.2;
            }
        },
        /// The rate falls tenfold at epoch 15 of 20.
        FALLS_BY_A_STEP(Verdict.FITS, 20, t -> t < 1_500 ? 0.7 : 0.35) {
            @Override
            double testLoss(int epoch, Random random) {
                return loss(epoch);
            }
        },
        TEST_LOSS_RISES(Verdict.OVERFITS, 12, t -> 0.02 + 2 * Math.exp(-t / 200.0)) {
            @Override
            double testLoss(int epoch, Random random) {
                return epoch < 5 ? loss(epoch) : loss(5) + 0.06 * (epoch - 5);
            }
        },
        LEARNS_BY_HEART(Verdict.OVERFITS, 12, t -> 0.05 + 2 * Math.exp(-t / 300.0)) {
            @Override
            double testLoss(int epoch, Random random) {
                return Math.max(0.6, loss(epoch));
            }

            @Override
            double trainAccuracy(int epoch) {
                return Math.min(0.99, 0.6 + 0.04 * epoch);
            }

            @Override
            double testAccuracy(int epoch) {
                return Math.min(0.8, 0.6 + 0.03 * epoch);
            }
        },
        TOO_SMALL_A_NETWORK(Verdict.UNDERFITS, 10, t -> 1.6 + 0.6 * Math.exp(-t / 100.0)) {
            @Override
            double testLoss(int epoch, Random random) {
                return loss(epoch) + 0.02;
            }

            @Override
            double trainAccuracy(int epoch) {
                return 0.42;
            }

            @Override
            double testAccuracy(int epoch) {
                return 0.41;
            }
        },
        TEST_LOSS_JUMPS(Verdict.OSCILLATES, 12, t -> 0.5 + 1.5 * Math.exp(-t / 150.0)) {
            @Override
            double testLoss(int epoch, Random random) {
                return 0.7 + (epoch % 2 == 0 ? 0.3 : 0) + 0.1 * random.nextDouble();
            }
        },
        TRAINING_LOSS_SWINGS(Verdict.OSCILLATES, 12, t -> 1 + 0.7 * Math.sin(t / 40.0)) {
            @Override
            double testLoss(int epoch, Random random) {
                return 1;
            }
        },
        GUESSES(Verdict.DOES_NOT_CONVERGE, 5, t -> 2.305) {
            @Override
            double testLoss(int epoch, Random random) {
                return 2.305;
            }

            @Override
            double trainAccuracy(int epoch) {
                return 0.1;
            }

            @Override
            double testAccuracy(int epoch) {
                return 0.1;
            }
        },
        EXPLODES(Verdict.DOES_NOT_CONVERGE, 8, t -> t < 400 ? 0.7 : 0.7 + (t - 400) / 50.0) {
            @Override
            double testLoss(int epoch, Random random) {
                return loss(epoch);
            }
        };

        final Verdict verdict;
        final int epochs;

        @SuppressWarnings("ImmutableEnumChecker") // A lambda without state.
        final IntToDoubleFunction mean;

        Training(Verdict verdict, int epochs, IntToDoubleFunction mean) {
            this.verdict = verdict;
            this.epochs = epochs;
            this.mean = mean;
        }

        abstract double testLoss(int epoch, Random random);

        double loss(int epoch) {
            return IntStream.range(100 * epoch - 100, 100 * epoch)
                    .mapToDouble(mean)
                    .average()
                    .orElseThrow();
        }

        double trainAccuracy(int epoch) {
            return testAccuracy(epoch) + 0.02;
        }

        double testAccuracy(int epoch) {
            return Math.min(0.92, 0.7 + 0.04 * epoch);
        }
    }

    private final Curves trial = Curves.of("study-1");

    @ParameterizedTest
    @EnumSource(Training.class)
    void saysWhatATrainingDoes(Training training) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Curve curve = curve(training, seed, training.epochs);
            curve.apply(trial.ended(100 * training.epochs, Outcome.COMPLETED), 0);

            Diagnosis diagnosis = Diagnosis.of(curve);

            assertThat(diagnosis.verdict())
                    .as("seed %d: %s", seed, diagnosis.numbers())
                    .isEqualTo(training.verdict);
            assertThat(diagnosis.numbers())
                    .containsKeys("accuracyGap", "smoothedLossTrend", "heldOutLossSpread")
                    .allSatisfy((_, number) -> assertThat(number).isFinite());
        }
    }

    @Test
    void saysOfALossThatIsNotFiniteThatItDoesNotConvergeBeforeTheFirstEpoch() {
        Curve curve = new Curve(trial.started(), 0);
        curve.apply(trial.iterations(1, 2.3f, 9f, Float.NaN), 0);

        assertThat(Diagnosis.of(curve).verdict()).isEqualTo(Verdict.DOES_NOT_CONVERGE);
    }

    @Test
    void doesNotSayAnythingBeforeTheThirdEpoch() {
        assertThat(Diagnosis.of(new Curve(trial.started(), 0)).verdict())
                .isEqualTo(Verdict.TOO_EARLY_TO_SAY);
        assertThat(Diagnosis.of(curve(Training.LEARNS_WELL, 1, 2)).verdict())
                .isEqualTo(Verdict.TOO_EARLY_TO_SAY);
        assertThat(Diagnosis.of(curve(Training.LEARNS_WELL, 1, 3)).verdict())
                .isEqualTo(Verdict.FITS);
    }

    @Test
    void doesNotCallATrialThatStillLearnsAnUnderfit() {
        Curve curve = curve(t -> 2.2 - 0.001 * t, 4);
        assertThat(Diagnosis.of(curve).verdict()).isEqualTo(Verdict.TOO_EARLY_TO_SAY);

        curve.apply(trial.ended(400, Outcome.COMPLETED), 0);

        assertThat(Diagnosis.of(curve).verdict()).isEqualTo(Verdict.UNDERFITS);
    }

    @Test
    void hasARemedyForEveryVerdict() {
        assertThat(Verdict.values()).allSatisfy(v -> assertThat(v.remedy()).endsWith("."));
    }

    private Curve curve(IntToDoubleFunction loss, int epochs) {
        Curve curve = new Curve(trial.started(JudgedCurve.NONE, 1), 0);
        trial.records(1, 20, Curves.noisy(100 * epochs, 1, loss))
                .forEach(record -> curve.apply(record, 0));
        for (int epoch = 1; epoch <= epochs; epoch++) {
            double mean = loss.applyAsDouble(100 * epoch);
            curve.apply(measured(epoch, mean, mean, 0.4, 0.4), 0);
        }
        return curve;
    }

    private Curve curve(Training training, int seed, int epochs) {
        Random random = new Random(seed);
        Curve curve = new Curve(trial.started(JudgedCurve.NONE, 1), 0);
        trial.records(1, 20, Curves.noisy(100 * epochs, seed, training.mean))
                .forEach(record -> curve.apply(record, 0));
        for (int epoch = 1; epoch <= epochs; epoch++) {
            curve.apply(
                    measured(
                            epoch,
                            training.loss(epoch) * (1 + 0.02 * random.nextGaussian()),
                            training.testLoss(epoch, random) * (1 + 0.02 * random.nextGaussian()),
                            training.trainAccuracy(epoch) + 0.005 * random.nextGaussian(),
                            training.testAccuracy(epoch) + 0.005 * random.nextGaussian()),
                    0);
        }
        return curve;
    }

    private EpochMeasured measured(
            int epoch, double trainLoss, double testLoss, double train, double test) {
        return new EpochMeasured(
                trial.trial(),
                trial.attempt(),
                trial.execution(),
                new EpochMeasurement(
                        epoch, 100 * epoch, trainLoss, train, testLoss, test, Curves.RATE, 1));
    }
}

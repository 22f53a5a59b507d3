package io.athanor.metrics.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Stop;
import io.athanor.metrics.RealTrainings;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.rules.JudgedCurve;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Trainings that were made to do what they are called.
class RealTrainingsTest {

    @ParameterizedTest
    @CsvSource({
        "fits, FITS",
        "fits-by-sgd, FITS",
        "fits-shallow, FITS",
        "fits-unevenly, FITS",
        "overfits, OVERFITS",
        "underfits, UNDERFITS",
        "oscillates, OSCILLATES",
        "oscillates-deep, OSCILLATES",
        "diverges, DOES_NOT_CONVERGE",
        "explodes, DOES_NOT_CONVERGE",
        "never-learns, DOES_NOT_CONVERGE"
    })
    void areDiagnosed(String training, Verdict verdict) {
        Curve curve = RealTrainings.curve(training, JudgedCurve.NONE);

        Diagnosis diagnosis = Diagnosis.of(curve);

        assertThat(diagnosis.verdict())
                .as("%s: %s", training, diagnosis.numbers())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fits", "fits-by-sgd", "fits-shallow", "fits-unevenly", "underfits"})
    void areLeftAloneByTheDefaultRulesWhileTheyLearn(String training) {
        assertThat(RealTrainings.curve(training, CurveRules.DEFAULT).stop()).isEmpty();
    }

    /// The iterations are those of docs/curves.md.
    @ParameterizedTest
    @CsvSource({
        "diverges, DIVERGENCE, 730",
        "explodes, NON_FINITE, 6",
        "never-learns, NOT_LEARNING, 600"
    })
    void areStoppedByTheDefaultRulesWhereTheyGoWrong(
            String training, Stop.Rule rule, int iteration) {
        Stop stop = RealTrainings.curve(training, CurveRules.DEFAULT).stop().orElseThrow();

        assertThat(stop.rule()).isEqualTo(rule);
        assertThat(stop.iteration()).isEqualTo(iteration);
    }
}

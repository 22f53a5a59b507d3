package io.athanor.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The values come from SciPy 1.17.1: `norm.cdf`, and `logsumexp` of `norm.logcdf` for masses.
class GaussianTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.5",
        "1.5, 0.9331927987311419",
        "-2.9999, 0.001350341282954925",
        "-3.0001, 0.0013494549132607172",
        "-6, 9.865876450376946e-10",
        "4, 0.9999683287581669"
    })
    void hasTheRightProbabilities(double x, double expected) {
        assertThat(Gaussian.cdf(x)).isCloseTo(expected, Percentage.withPercentage(1e-7));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 2, -0.20016629",
        "3, 4, -6.63146779",
        "-8, -7.5, -31.09557945",
        "5, 5.1, -15.96259019",
        "0, 0.001, -7.82669398",
        "-20, 1, -0.17275378",
        "-1, 20, -0.17275378",
        "-20, 30, 0"
    })
    void hasTheRightMassesFarOut(double low, double high, double expected) {
        assertThat(Gaussian.logMass(low, high)).isCloseTo(expected, within(1e-6));
    }
}

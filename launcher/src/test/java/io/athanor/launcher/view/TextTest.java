package io.athanor.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "0.00012345678, 0.0001235",
        "0.0000123, 1.23e-05",
        "100.0, 100",
        "1.0e-5, 1e-05"
    })
    void writesNumbersWithFourDigitsAndNoMoreZerosThanNeeded(double number, String written) {
        assertThat(Text.number(number)).isEqualTo(written);
    }

    @Test
    void writesWhatIsUnknownAsADash() {
        assertThat(Text.loss(null)).isEqualTo("-");
        assertThat(Text.accuracy(null)).isEqualTo("-");
        assertThat(Text.duration(Duration.ofSeconds(3_725))).isEqualTo("1:02:05");
        assertThat(Text.loss(3.0112443e34)).isEqualTo("3.011e+34");
    }
}

package io.athanor.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Hyperparameters;
import io.athanor.trainer.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rates against PyTorch's: `golden/training.py` in the test resources makes the file.
class LearningRateTest {
    private static final int EPOCHS = 40;
    private static final int BATCHES = 5;
    private static final Offset<Double> EXACT = Offset.offset(1e-15);

    /// PyTorch's cosines are those of the C library: for some angles they differ in the last bit,
    /// and the recursive form of the cosine schedule carries that on.
    private static final double LAST_DIGITS = 1e-12;

    static Stream<String> schedules() throws IOException {
        return golden().propertyStream()
                .map(entry -> entry.getKey())
                .filter(key -> !key.equals("measured"));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void isPyTorchs(String name) throws IOException {
        // Given
        JsonNode golden = golden().get(name);
        boolean cosines = golden.get("schedule").get("type").asText().matches("cosine.*|one-cycle");
        String optimizer =
                name.equals("switch")
                        ? """
                        "optimizer": "adam-then-sgd", "learningRate": 0.003, "switchEpoch": 16, "switchLearningRate": 0.02\
                        """
                        : """
                        "optimizer": "sgd", "learningRate": 0.05\
                        """;
        Hyperparameters asked =
                Asked.hyperparameters(
                        "{%s, \"schedule\": %s}".formatted(optimizer, golden.get("schedule")));
        LearningRate rate = new LearningRate(asked, EPOCHS, BATCHES);

        // When
        List<Double> rates = new ArrayList<>();
        boolean perEpoch = golden.get("rates").size() == EPOCHS;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int batch = 0; batch < BATCHES; batch++) {
                if (!perEpoch || batch == 0) {
                    rates.add(rate.current());
                }
                rate.iterationEnded();
            }
            JsonNode measured = golden().get("measured").get(epoch);
            rate.epochEnded(measured(measured.get(0).asDouble(), measured.get(1).asDouble()));
        }

        // Then
        assertThat(rates).hasSameSizeAs(golden.get("rates"));
        for (int i = 0; i < rates.size(); i++) {
            double expected = golden.get("rates").get(i).asDouble();
            assertThat(rates.get(i))
                    .as("%s at %d", name, i)
                    .isCloseTo(expected, Offset.offset(cosines ? expected * LAST_DIGITS : 0));
        }
    }

    @Test
    void fallsOnceMoreEpochsThanThePatienceWereNotBetter() {
        assertThat(rates(plateau("\"patience\": 2"), 0.1, 1, .9, .9, .9, .9, .9, .9, .9))
                .containsExactly(new double[] {.1, .1, .1, .1, .01, .01, .01, .001}, EXACT);
    }

    @Test
    void waitsForTheCooldown() {
        assertThat(rates(plateau("\"cooldown\": 2"), 0.1, 1, 1, 1, 1, 1, 1, 1, 1))
                .containsExactly(new double[] {.1, .01, .01, .01, .001, .001, .001, .0001}, EXACT);
    }

    @Test
    void neverFallsBelowItsMinimum() {
        assertThat(rates(plateau("\"factor\": 0.5, \"minLearningRate\": 0.03"), 0.1, 1, 1, 1, 1, 1))
                .containsExactly(new double[] {.1, .05, .03, .03, .03}, EXACT);
    }

    @Test
    void takesNoFallForBetterThatIsWithinTheThreshold() {
        assertThat(rates(plateau("\"threshold\": 1e-4"), 0.1, 1, 0.99995, 0.9998))
                .containsExactly(new double[] {.1, .01, .01}, EXACT);
    }

    @Test
    void takesNanForNoImprovement() {
        assertThat(rates(plateau(""), 0.1, Double.NaN, 1, Double.NaN))
                .containsExactly(new double[] {.01, .01, .001}, EXACT);
    }

    @Test
    void staysWhereAFallWouldBeBelowEps() {
        assertThat(rates(plateau(""), 1e-8, 1, 1)).containsExactly(1e-8, 1e-8);
    }

    @Test
    void beginsAScheduleOfEpochsAfterAWarmUpOfIterations() {
        LearningRate rate = rate(0.1, step(BATCHES + 1));

        assertThat(epochRates(rate, 4))
                .containsExactly(new double[] {0.085, 0.05, 0.025, 0.0125}, EXACT);
    }

    @Test
    void doesNotCountAnEpochThatWasAllWarmUp() {
        LearningRate rate = rate(0.1, step(BATCHES));

        assertThat(epochRates(rate, 3)).containsExactly(0.1, 0.05, 0.025);
    }

    @Test
    void hasARateAlsoWhereTheRiseHasNoLength() {
        LearningRate rate =
                new LearningRate(
                        asked(
                                0.1,
                                "{\"type\": \"one-cycle\", \"riseFraction\": 0.1, \"divFactor\": 25, \"finalDivFactor\": 10, \"interval\": \"epoch\"}"),
                        10,
                        BATCHES);

        assertThat(rate.current()).isEqualTo(0.1);
    }

    private static String step(int warmup) {
        return """
        {"type": "step", "stepSize": 1, "gamma": 0.5, "interval": "epoch",
         "warmup": {"steps": %d, "startFactor": 0.1, "interval": "iteration"}}\
        """
                .formatted(warmup);
    }

    /// At the end of each epoch.
    private static double[] epochRates(LearningRate rate, int epochs) {
        double[] rates = new double[epochs];
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int batch = 0; batch < BATCHES; batch++) {
                rate.iterationEnded();
            }
            rate.epochEnded(measured(1, 0));
            rates[epoch] = rate.current();
        }
        return rates;
    }

    private static double[] rates(String schedule, double base, double... losses) {
        LearningRate rate = rate(base, schedule);
        double[] rates = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            rate.iterationEnded();
            rate.epochEnded(measured(losses[i], 0));
            rates[i] = rate.current();
        }
        return rates;
    }

    private static LearningRate rate(double base, String schedule) {
        return new LearningRate(asked(base, schedule), EPOCHS, BATCHES);
    }

    private static Hyperparameters asked(double base, String schedule) {
        return Asked.hyperparameters(
                "{\"optimizer\": \"sgd\", \"learningRate\": %s, \"schedule\": %s}"
                        .formatted(base, schedule));
    }

    private static String plateau(String changes) {
        return """
        {"type": "reduce-on-plateau", "mode": "min", "patience": 0, "factor": 0.1,
         "threshold": 1e-4, "thresholdMode": "rel",
         "warmup": {"steps": 0, "startFactor": 1, "interval": "epoch"}%s}\
        """
                .formatted(changes.isEmpty() ? "" : ", " + changes);
    }

    private static EpochMeasurement measured(double loss, double accuracy) {
        return new EpochMeasurement(1, 1, 1, 0, loss, accuracy, 0.1, 1);
    }

    private static JsonNode golden() throws IOException {
        try (var file = LearningRateTest.class.getResourceAsStream("/golden/schedules.json")) {
            return new ObjectMapper().readTree(file);
        }
    }
}

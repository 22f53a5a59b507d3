package io.athanor.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The wire, pinned: one file for each message. Renaming a class or a component must not change it.
class GoldenJsonTest {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .build();

    static Stream<Class<?>> messages() {
        return Stream.of(
                        StudyCommand.class,
                        StudyEvent.class,
                        TrialEvent.class,
                        TrialCurve.class,
                        SamplerSpec.class,
                        PrunerSpec.class,
                        StartTrial.class,
                        StopTrial.class,
                        ClockTicked.class,
                        StudyRecord.class,
                        TrialRecord.class)
                .flatMap(GoldenJsonTest::leaves);
    }

    /// Derived from the sealed hierarchy, so that a new message needs a new file.
    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(GoldenJsonTest::leaves)
                : Stream.of(type);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageReadsAndWritesItsGoldenFile(Class<?> type) throws IOException {
        String golden = golden(type.getSimpleName());

        Object message = JSON.readValue(golden, type);

        assertThat(message).isInstanceOf(type);
        assertThat(JSON.readTree(JSON.writeValueAsString(message)))
                .isEqualTo(JSON.readTree(golden));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageOfASealedTopicIsToldApartByItsType(Class<?> type) throws IOException {
        Class<?> topic = type.getEnclosingClass();
        if (topic == null) {
            topic = type;
        }

        Object message = JSON.readValue(golden(type.getSimpleName()), topic);

        assertThat(message).isInstanceOf(type);
    }

    @Test
    void lossesThatAreNotFiniteSurviveTheWire() throws IOException {
        Losses losses =
                Losses.of(1.5f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);

        Losses read = JSON.readValue(JSON.writeValueAsString(losses), Losses.class);

        assertThat(read).isEqualTo(losses);
    }

    @Test
    void rulesThatAnOlderMessageDoesNotKnowHaveTheirDefaults() throws IOException {
        String older =
                """
                {"plateau": {"enabled": false, "patienceEpochs": 2.0, "minDelta": 0.1, "smoothing": 0.9,
                 "warmupEpochs": 1.0}}
                """;

        CurveRules read = JSON.readValue(older, CurveRules.class);

        assertThat(read.plateau().enabled()).isFalse();
        assertThat(read.slope()).isEqualTo(CurveRules.Slope.DEFAULT);
        assertThat(read.divergence()).isEqualTo(CurveRules.Divergence.DEFAULT);
        assertThat(read.noProgress()).isEqualTo(CurveRules.NoProgress.DEFAULT);
    }

    private static String golden(String name) throws IOException {
        String file =
                "/golden/"
                        + name.replaceAll("(?<=[a-z])([A-Z])", "-$1")
                                .toLowerCase(java.util.Locale.ROOT)
                        + ".json";
        try (InputStream in = GoldenJsonTest.class.getResourceAsStream(file)) {
            assertThat(in).as("golden file %s", file).isNotNull();
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}

package io.athanor.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudySpec;
import io.athanor.scheduler.search.Importances;
import io.athanor.scheduler.space.KnownDataSets;
import io.athanor.scheduler.space.Requests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The description's examples, read as the server reads them.
class ExamplesTest {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                Examples.STUDY,
                Examples.PRUNED_STUDY,
                Examples.GUIDED_STUDY,
                Examples.WARM_STUDY
            })
    void areStudiesThatAreAccepted(String example) {
        assertThatCode(() -> Requests.study(json(example), KnownDataSets.BUILT_IN))
                .doesNotThrowAnyException();
    }

    @Test
    void areTrialsPointsAndChangesThatAreAccepted() throws Exception {
        StudySpec study = Requests.study(json(Examples.STUDY), KnownDataSets.BUILT_IN).spec();

        assertThatCode(
                        () -> {
                            Requests.trial(json(Examples.TRIAL), KnownDataSets.BUILT_IN);
                            Requests.point(json(Examples.POINT), study, KnownDataSets.BUILT_IN);
                            Requests.change(json(Examples.CHANGE));
                        })
                .doesNotThrowAnyException();
    }

    @Test
    void areAnswersWithEveryFieldAndNoOther() throws Exception {
        assertIsAsWritten(Examples.IMPORTANCES, Importances.class);
        assertIsAsWritten(Examples.STAGES, StudyInsightResource.Stages.class);
        List<String> events =
                Examples.EVENTS
                        .lines()
                        .filter(line -> line.startsWith("data: "))
                        .map(line -> line.substring("data: ".length()))
                        .toList();
        assertThat(events).hasSize(2);
        for (String event : events) {
            assertIsAsWritten(event, StudyEvent.class);
        }
    }

    private static void assertIsAsWritten(String example, Class<?> type) throws Exception {
        Object read = JSON.readValue(example, type);

        assertThat(json(JSON.writeValueAsString(read))).isEqualTo(json(example));
    }

    private static JsonNode json(String example) throws Exception {
        return JSON.readTree(example);
    }
}

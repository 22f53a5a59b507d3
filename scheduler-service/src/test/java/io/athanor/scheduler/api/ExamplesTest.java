package io.athanor.scheduler.api;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.StudySpec;
import io.athanor.scheduler.space.KnownDataSets;
import io.athanor.scheduler.space.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The description's examples, read as the server reads them.
class ExamplesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {Examples.STUDY, Examples.PRUNED_STUDY, Examples.GUIDED_STUDY})
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

    private static JsonNode json(String example) throws Exception {
        return JSON.readTree(example);
    }
}

package io.athanor.contracts;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletenessTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'trial-stopped','trial':'a-1','attempt':1,'execution':'x','iterations':1}",
                "{'type':'trial-stopped','trial':'a-1','attempt':1,'execution':'x','iterations':1,'stop':{'evidence':{},'message':''}}",
                "{'type':'trial-stopped','trial':'a-1','attempt':1,'execution':'x','iterations':1,'stop':{'rule':'slope','evidence':{'of':null},'message':''}}",
                "{'type':'trial-stopped','trial':null,'attempt':1,'execution':'x','iterations':1,'stop':{'rule':'slope','evidence':{},'message':''}}"
            })
    void refusesAMessageThatLacksSomethingAtAnyDepth(String message) throws Exception {
        TrialEvent read = JSON.readValue(message.replace('\'', '"'), TrialEvent.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Completeness.checked(read))
                .withMessageContaining("is missing");
    }

    @Test
    void takesWhatMayBeNull() throws Exception {
        TrialEvent read =
                JSON.readValue(
                        """
                        {"type": "epoch-completed", "trial": "a-1", "attempt": 1, "execution": "x",
                         "measurement": {"epoch": 1, "iterations": 9, "trainLoss": 1.0,
                          "trainAccuracy": 0.5, "testLoss": "NaN", "testAccuracy": 0.5,
                          "learningRate": 0.1, "seconds": 1.0}}
                        """,
                        TrialEvent.class);

        assertThatCode(() -> Completeness.checked(read)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'trial-heartbeat','trial':'a-1','execution':'x','iterations':1}",
                "{'type':'trial-heartbeat','trial':'a-1','attempt':null,'execution':'x','iterations':1}",
                "{'type':'epoch-completed','trial':'a-1','attempt':1,'execution':'x','measurement':{'epoch':1,'iterations':9}}"
            })
    void takesNoNumberThatIsLeftOutForZero(String message) {
        assertThatThrownBy(() -> JSON.readValue(message.replace('\'', '"'), TrialEvent.class))
                .isInstanceOf(JsonMappingException.class);
    }
}

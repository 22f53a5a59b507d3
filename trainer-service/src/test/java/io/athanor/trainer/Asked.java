package io.athanor.trainer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.contracts.Hyperparameters;

/// What a trial asks for.
public final class Asked {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Asked() {}

    /// The defaults, but for the fields that `changes` has: a JSON object, with the names of the
    /// wire. Lists and objects in it are whole: they replace the default's.
    public static Hyperparameters hyperparameters(String changes) {
        try {
            ObjectNode asked = JSON.valueToTree(Hyperparameters.DEFAULTS);
            asked.setAll((ObjectNode) JSON.readTree(changes));
            asked.remove("depth");
            return JSON.treeToValue(asked, Hyperparameters.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(changes, e);
        }
    }
}

package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/// How the learning rate changes over a trial.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(Schedule.Constant.class),
    @JsonSubTypes.Type(Schedule.ReduceOnPlateau.class)
})
public sealed interface Schedule {

    @JsonTypeName("constant")
    record Constant() implements Schedule {}

    /// `torch.optim.lr_scheduler.ReduceLROnPlateau`, mode min on the test loss, stepped once an
    /// epoch; threshold 1e-4 relative, cooldown 0 and eps 1e-8 as in PyTorch.
    ///
    /// @param patience epochs without improvement that are let pass, 0 or more
    /// @param factor the rate is multiplied by it, above 0 and below 1
    /// @param minLearningRate the rate never falls below it, 0 or more
    @JsonTypeName("reduce-on-plateau")
    record ReduceOnPlateau(int patience, double factor, double minLearningRate)
            implements Schedule {
        public ReduceOnPlateau {
            if (patience < 0 || !(factor > 0 && factor < 1) || !(minLearningRate >= 0)) {
                throw new IllegalArgumentException(
                        "reduce-on-plateau patience %d, factor %s, minLearningRate %s: patience from 0, factor between 0 and 1, minLearningRate from 0"
                                .formatted(patience, factor, minLearningRate));
            }
        }
    }
}

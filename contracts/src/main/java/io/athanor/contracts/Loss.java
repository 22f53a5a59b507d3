package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// What training minimises.
///
/// @param labelSmoothing of `cross-entropy`, 0 to below 1
/// @param focalGamma of `focal`, 0 or more; 0 is cross-entropy
/// @param classWeights of `cross-entropy` and `focal`, one a class, each above 0; empty for all
///   alike. The mean over a batch is the weighted one, as in PyTorch
public record Loss(Type type, double labelSmoothing, double focalGamma, List<Double> classWeights) {

    public static final Loss DEFAULT = new Loss(Type.CROSS_ENTROPY, 0, 2, List.of());

    public Loss {
        classWeights = List.copyOf(classWeights);
        Range.check(
                labelSmoothing >= 0 && labelSmoothing < 1,
                "loss.labelSmoothing",
                labelSmoothing,
                "0 to below 1");
        Range.check(focalGamma >= 0, "loss.focalGamma", focalGamma, "0 or more");
        Range.check(
                classWeights.stream().allMatch(weight -> weight > 0),
                "loss.classWeights",
                classWeights,
                "each above 0");
    }

    public enum Type {
        @JsonProperty("cross-entropy")
        CROSS_ENTROPY,
        /// Each class apart, by its sigmoid: `nn.BCEWithLogitsLoss` on one-hot targets.
        @JsonProperty("binary-cross-entropy")
        BINARY_CROSS_ENTROPY,
        /// Cross-entropy times (1 - p) to the power of gamma, p the probability of the right class
        /// (Lin et al. 2017, without alpha).
        @JsonProperty("focal")
        FOCAL,
        /// `nn.MSELoss` of the outputs against one-hot targets.
        @JsonProperty("mse")
        MSE,
        /// `nn.L1Loss` of the outputs against one-hot targets.
        @JsonProperty("mae")
        MAE
    }
}

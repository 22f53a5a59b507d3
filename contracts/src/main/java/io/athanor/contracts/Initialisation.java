package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How the weights of convolutions and linear layers start. With any type but `default` their
/// biases start at 0.
///
/// @param fan which of a layer's widths the Kaiming types look at
/// @param deviation of the type `normal`, above 0
/// @param batchNormWeight what batch norm's factors start at
/// @param batchNormBias what batch norm's summands start at
public record Initialisation(
        Type type, Fan fan, double deviation, double batchNormWeight, double batchNormBias) {

    public static final Initialisation DEFAULT =
            new Initialisation(Type.DEFAULT, Fan.IN, 0.01, 1, 0);

    public Initialisation {
        Range.check(deviation > 0, "initialisation.deviation", deviation, "above 0");
    }

    public enum Type {
        /// PyTorch's own: Kaiming uniform with a = sqrt 5, biases uniform within 1 / sqrt(fan in).
        @JsonProperty("default")
        DEFAULT,
        /// `nn.init.kaiming_uniform_` with the gain of ReLU.
        @JsonProperty("kaiming-uniform")
        KAIMING_UNIFORM,
        /// `nn.init.kaiming_normal_` with the gain of ReLU.
        @JsonProperty("kaiming-normal")
        KAIMING_NORMAL,
        /// `nn.init.xavier_uniform_` with gain 1.
        @JsonProperty("xavier-uniform")
        XAVIER_UNIFORM,
        /// `nn.init.xavier_normal_` with gain 1.
        @JsonProperty("xavier-normal")
        XAVIER_NORMAL,
        /// `nn.init.normal_` with mean 0.
        @JsonProperty("normal")
        NORMAL
    }

    public enum Fan {
        @JsonProperty("in")
        IN,
        @JsonProperty("out")
        OUT
    }
}

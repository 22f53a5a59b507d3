package io.athanor.contracts.network;

import io.athanor.contracts.Activation;
import io.athanor.contracts.network.Parameter.Role;
import java.util.List;

/// An activation, value by value.
public record Nonlinearity(Activation activation) implements Layer {

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return activation == Activation.PRELU
                ? List.of(Parameter.of("weight", Role.SLOPE, 1))
                : List.of();
    }

    @Override
    public String description() {
        return switch (activation) {
            case RELU -> "ReLU()";
            case LEAKY_RELU -> "LeakyReLU(negative_slope=0.01)";
            case PRELU -> "PReLU(num_parameters=1)";
            case TANH -> "Tanh()";
            case SIGMOID -> "Sigmoid()";
            case GELU -> "GELU(approximate='none')";
        };
    }
}

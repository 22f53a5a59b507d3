package io.athanor.trainer.network;

import io.athanor.contracts.network.AvgPool2d;
import io.athanor.contracts.network.BatchNorm2d;
import io.athanor.contracts.network.Conv2d;
import io.athanor.contracts.network.CrissCrossAttention;
import io.athanor.contracts.network.Dropout;
import io.athanor.contracts.network.Flatten;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Linear;
import io.athanor.contracts.network.LogSoftmax;
import io.athanor.contracts.network.MaxPool2d;
import io.athanor.contracts.network.Nonlinearity;
import io.athanor.contracts.network.Residual;
import io.athanor.contracts.network.Sequential;
import io.athanor.contracts.network.SqueezeExcitation;

/// The TorchScript lines of a network's forward pass. A variable is named after the layer that sets
/// it (`features_0`), a tensor after its PyTorch name (`features_0_weight`).
///
/// In training there is also the variable `generator`, from which all random numbers come.
public final class Lines {
    private final StringBuilder text;
    private final boolean training;
    private final String layer;

    private Lines(StringBuilder text, boolean training, String layer) {
        this.text = text;
        this.training = training;
        this.layer = layer;
    }

    /// The lines of `network`, applied to the variable `input`, and after them a line that names
    /// its output `logits`.
    public static String of(Layer network, String input, boolean training) {
        StringBuilder text = new StringBuilder();
        String output = new Lines(text, training, "").write(network, input);
        return text + "    logits = " + output + "\n";
    }

    /// The variable that holds the tensor with the PyTorch name `name`.
    public static String variable(String name) {
        return name.replace('.', '_');
    }

    /// Writes what this layer computes of the variable `input`.
    ///
    /// @return the variable that holds its output
    String write(Layer layer, String input) {
        return switch (layer) {
            case AvgPool2d pool ->
                    set(
                            "torch.avg_pool2d(%s, [%d, %d], [%d, %d], [0, 0], False, True, None)"
                                    .formatted(
                                            input,
                                            pool.size(),
                                            pool.size(),
                                            pool.size(),
                                            pool.size()));
            case BatchNorm2d _ -> batchNorm(input);
            case Conv2d conv -> convolution(conv, input);
            case CrissCrossAttention _ -> Attentions.crissCross(this, input);
            case Dropout dropout -> dropout(dropout.probability(), input);
            case Flatten _ -> set("torch.flatten(%s, 1, -1)".formatted(input));
            case Linear linear ->
                    set(
                            "torch.linear(%s, %s, %s)"
                                    .formatted(
                                            input,
                                            tensor("weight"),
                                            linear.bias() ? tensor("bias") : "None"));
            case LogSoftmax _ -> set("torch.log_softmax(%s, 1)".formatted(input));
            case MaxPool2d pool ->
                    set(
                            "torch.max_pool2d(%s, [%d, %d], [%d, %d], [0, 0], [1, 1], False)"
                                    .formatted(
                                            input,
                                            pool.size(),
                                            pool.size(),
                                            pool.size(),
                                            pool.size()));
            case Nonlinearity nonlinearity -> nonlinearity(nonlinearity, input);
            case Residual residual ->
                    set(
                            "torch.add(%s, %s)"
                                    .formatted(
                                            in("body").write(residual.body(), input),
                                            in("shortcut").write(residual.shortcut(), input)));
            case Sequential sequential -> {
                String variable = input;
                for (var child : sequential.children().entrySet()) {
                    variable = in(child.getKey()).write(child.getValue(), variable);
                }
                yield variable;
            }
            case SqueezeExcitation attention ->
                    Attentions.squeezeExcitation(this, attention, input);
        };
    }

    /// The same text, for the layer `child` of this one.
    Lines in(String child) {
        return new Lines(text, training, layer.isEmpty() ? child : layer + "." + child);
    }

    /// This layer's tensor `name`.
    String tensor(String name) {
        return variable(layer + "." + name);
    }

    /// Sets this layer's variable to `expression`.
    String set(String expression) {
        return assign(variable(layer), expression);
    }

    /// Sets a variable of this layer beside its output.
    String set(String name, String expression) {
        return assign(tensor(name), expression);
    }

    private String convolution(Conv2d conv, String input) {
        return set(
                "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [1, 1], 1)"
                        .formatted(
                                input,
                                tensor("weight"),
                                tensor("bias"),
                                conv.stride(),
                                conv.stride(),
                                conv.padding(),
                                conv.padding()));
    }

    private String batchNorm(String input) {
        return set(
                "torch.batch_norm(%s, %s, %s, %s, %s, %s, 0.1, 1e-05, True)"
                        .formatted(
                                input,
                                tensor("weight"),
                                tensor("bias"),
                                tensor("running_mean"),
                                tensor("running_var"),
                                training ? "True" : "False"));
    }

    private String dropout(double probability, String input) {
        if (!training || probability == 0) {
            return input;
        }
        double kept = 1 - probability;
        String mask =
                set(
                        "mask",
                        "torch.bernoulli(torch.full_like(%s, %s), generator=generator)"
                                .formatted(input, kept));
        return set("torch.mul(%s, torch.div(%s, %s))".formatted(input, mask, kept));
    }

    private String nonlinearity(Nonlinearity nonlinearity, String input) {
        return set(
                switch (nonlinearity.activation()) {
                    case RELU -> "torch.relu(%s)".formatted(input);
                    case LEAKY_RELU -> "torch.leaky_relu(%s, 0.01)".formatted(input);
                    case PRELU -> "torch.prelu(%s, %s)".formatted(input, tensor("weight"));
                    case TANH -> "torch.tanh(%s)".formatted(input);
                    case SIGMOID -> "torch.sigmoid(%s)".formatted(input);
                    case GELU -> "torch.gelu(%s)".formatted(input);
                });
    }

    private String assign(String variable, String expression) {
        text.append("    ").append(variable).append(" = ").append(expression).append('\n');
        return variable;
    }
}

package io.athanor.trainer.network;

import io.athanor.contracts.Activation;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The TorchScript lines of a network's forward pass. A variable is named after the layer that sets
/// it (`features_0`), a tensor after its PyTorch name (`features_0_weight`).
///
/// In training there is also the variable `generator`, from which all random numbers come.
public final class Lines {
    /// As far as there is one: TorchScript's word for "to the end".
    private static final String END = "9223372036854775807";

    /// Channels that oneDNN's own order keeps together. It fills up what is no multiple of them.
    private static final int BLOCK = 16;

    private final StringBuilder text;

    /// The variables whose tensors are in oneDNN's own order.
    private final Set<String> blocked;

    /// The tensors that are no numbers where what is computed of them in that order is none.
    private final List<String> telling;

    private final Arithmetic arithmetic;
    private final boolean training;
    private final String layer;

    private Lines(
            StringBuilder text,
            Set<String> blocked,
            List<String> telling,
            Arithmetic arithmetic,
            boolean training,
            String layer) {
        this.text = text;
        this.blocked = blocked;
        this.telling = telling;
        this.arithmetic = arithmetic;
        this.training = training;
        this.layer = layer;
    }

    /// The lines of `network`, applied to the variable `input`, and after them a line that names
    /// its output `logits`.
    public static String of(Layer network, String input, boolean training, Arithmetic allowed) {
        boolean blocked = allowed.blocked() && !allowed.bfloat16() && fitsBlocks(network);
        Arithmetic arithmetic =
                new Arithmetic(allowed.channelsLast() && !blocked, allowed.bfloat16(), blocked);
        StringBuilder text = new StringBuilder();
        Lines lines = new Lines(text, new HashSet<>(), new ArrayList<>(), arithmetic, training, "");
        if (arithmetic.channelsLast()) {
            lines.assign(input, "torch.to(%s, 6, False, False, 2)".formatted(input));
        }
        String output = lines.write(network, input);
        lines.assign("logits", lines.told(arithmetic.bfloat16() ? wide(output) : output));
        return text.toString();
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
                    setLike(
                            input,
                            "torch.avg_pool2d(%s, [%d, %d], [%d, %d], [0, 0], False, True, None)"
                                    .formatted(
                                            input,
                                            pool.size(),
                                            pool.size(),
                                            pool.size(),
                                            pool.size()));
            case BatchNorm2d _ -> batchNorm(input);
            case Conv2d conv ->
                    convolution(conv, arithmetic.blocked() ? block(input) : narrow(input));
            case CrissCrossAttention _ -> Attentions.crissCross(this, inFull(input));
            case Dropout dropout -> dropout(dropout.probability(), input);
            case Flatten _ -> flatten(dense(input));
            case Linear linear ->
                    set(
                            "torch.linear(%s, %s, %s)"
                                    .formatted(
                                            narrow(input),
                                            narrow(tensor("weight")),
                                            linear.bias() ? narrow(tensor("bias")) : "None"));
            case LogSoftmax _ -> set("torch.log_softmax(%s, 1)".formatted(inFull(input)));
            case MaxPool2d pool -> maxPool(pool, input);
            case Nonlinearity nonlinearity -> nonlinearity(nonlinearity, input);
            case Residual residual -> residual(residual, input);
            case Sequential sequential -> sequence(sequential, input);
            case SqueezeExcitation attention ->
                    Attentions.squeezeExcitation(this, attention, inFull(input));
        };
    }

    /// The same text, for the layer `child` of this one.
    Lines in(String child) {
        return new Lines(
                text,
                blocked,
                telling,
                arithmetic,
                training,
                layer.isEmpty() ? child : layer + "." + child);
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

    private String sequence(Sequential sequential, String input) {
        String variable = input;
        for (var child : inOrder(sequential)) {
            variable = in(child.getKey()).write(child.getValue(), variable);
        }
        return variable;
    }

    /// The layers as they are written: a ReLU before a pooling comes after it, where it has less to
    /// do. The largest of several numbers is the same before and after it, and so are the
    /// gradients.
    private static List<Map.Entry<String, Layer>> inOrder(Sequential sequential) {
        List<Map.Entry<String, Layer>> children = new ArrayList<>(sequential.children().entrySet());
        for (int i = 0; i + 1 < children.size(); i++) {
            if (children.get(i).getValue() instanceof Nonlinearity(Activation activation)
                    && activation == Activation.RELU
                    && children.get(i + 1).getValue() instanceof MaxPool2d) {
                Collections.swap(children, i, i + 1);
            }
        }
        return children;
    }

    /// Whether oneDNN computes all of it in its own order, but for what comes after flattening, and
    /// fills nothing up.
    private static boolean fitsBlocks(Layer layer) {
        return switch (layer) {
            case Conv2d conv -> conv.out() % BLOCK == 0;
            case Nonlinearity(Activation activation) -> activation == Activation.RELU;
            case Residual residual ->
                    fitsBlocks(residual.body()) && fitsBlocks(residual.shortcut());
            case Sequential sequential ->
                    sequential.children().values().stream().allMatch(Lines::fitsBlocks);
            case AvgPool2d _,
                    BatchNorm2d _,
                    Dropout _,
                    Flatten _,
                    Linear _,
                    LogSoftmax _,
                    MaxPool2d _ ->
                    true;
            case CrissCrossAttention _, SqueezeExcitation _ -> false;
        };
    }

    /// Backwards, a slice gives its input a new tensor in that one's order: so also what is before
    /// this computes its gradients with the channels last, which it would not by itself.
    private String flatten(String input) {
        if (!arithmetic.channelsLast() || !training) {
            return set("torch.flatten(%s, 1, -1)".formatted(input));
        }
        String pixels =
                set(
                        "pixels",
                        "torch.slice(torch.permute(%s, [0, 2, 3, 1]), 0, 0, %s)"
                                .formatted(input, END));
        return set("torch.flatten(torch.permute(%s, [0, 3, 1, 2]), 1, -1)".formatted(pixels));
    }

    private String narrow(String tensor) {
        return arithmetic.bfloat16() ? "torch.to(%s, 15)".formatted(tensor) : tensor;
    }

    /// In 32 bits, also where it came out of a multiplication in 16.
    private String inFull(String input) {
        return arithmetic.bfloat16() ? set("input", wide(input)) : input;
    }

    private static String wide(String tensor) {
        return "torch.to(%s, 6)".formatted(tensor);
    }

    /// The logits, which are no numbers where something before them is none: what oneDNN rectifies
    /// becomes 0 then, and a trial that has diverged would go on with losses that look well.
    private String told(String logits) {
        return telling.stream()
                .map("torch.sum(torch.detach(%s))"::formatted)
                .reduce("torch.add(%s, %s)"::formatted)
                .map(sum -> "torch.add(%s, torch.mul(%s, 0.))".formatted(logits, sum))
                .orElse(logits);
    }

    private String convolution(Conv2d conv, String input) {
        if (blocked.contains(input)) {
            telling.add(tensor("weight"));
        }
        return setLike(
                input,
                "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [1, 1], 1)"
                        .formatted(
                                input,
                                narrow(tensor("weight")),
                                narrow(tensor("bias")),
                                conv.stride(),
                                conv.stride(),
                                conv.padding(),
                                conv.padding()));
    }

    private String residual(Residual residual, String input) {
        String body = in("body").write(residual.body(), input);
        String shortcut = in("shortcut").write(residual.shortcut(), input);
        if (arithmetic.blocked()) {
            body = block(body);
            shortcut = block(shortcut);
        }
        return setLike(body, "torch.add(%s, %s)".formatted(body, shortcut));
    }

    private String maxPool(MaxPool2d pool, String input) {
        return setLike(
                input,
                "torch.max_pool2d(%s, [%d, %d], [%d, %d], [0, 0], [1, 1], False)"
                        .formatted(input, pool.size(), pool.size(), pool.size(), pool.size()));
    }

    /// The variable with that tensor in oneDNN's own order.
    private String block(String input) {
        if (blocked.contains(input)) {
            return input;
        }
        String variable = input + "_blocked";
        if (blocked.add(variable)) {
            assign(variable, "torch.to_mkldnn(%s)".formatted(input));
        }
        return variable;
    }

    /// The variable with that tensor in an order that every layer takes.
    private String dense(String input) {
        return blocked.contains(input)
                ? set("dense", "torch.to_dense(%s)".formatted(input))
                : input;
    }

    /// Sets this layer's variable to `expression`, whose tensor has the order of `input`'s.
    private String setLike(String input, String expression) {
        String variable = set(expression);
        if (blocked.contains(input)) {
            blocked.add(variable);
        }
        return variable;
    }

    private String batchNorm(String input) {
        return arithmetic.channelsLast() && training
                ? centredBatchNorm(input)
                : batchNorm(input, tensor("running_mean"));
    }

    /// With channels last, the engine adds up a channel's numbers in 24 bits, one after the other:
    /// where they vary little beside their mean, their variance is lost in it. So the mean of the
    /// first image's is taken from all of them before, which changes nothing but their mean.
    private String centredBatchNorm(String input) {
        String near =
                set(
                        "near",
                        "torch.mean(torch.detach(torch.select(%s, 0, 0)), [1, 2])"
                                .formatted(input));
        String mean = tensor("running_mean");
        String shifted = set("shifted_mean", "torch.sub(%s, %s)".formatted(mean, near));
        String centred =
                set(
                        "centred",
                        "torch.sub(%s, torch.view(%s, [1, -1, 1, 1]))".formatted(input, near));
        String output = batchNorm(centred, shifted);
        set("mean", "torch.copy_(%s, torch.add(%s, %s))".formatted(mean, shifted, near));
        return output;
    }

    private String batchNorm(String input, String mean) {
        if (blocked.contains(input)) {
            // Of one value the variance is no number, which matters to who computes with it.
            telling.add(training ? mean : tensor("running_var"));
        }
        return setLike(
                input,
                "torch.batch_norm(%s, %s, %s, %s, %s, %s, 0.1, 1e-05, True)"
                        .formatted(
                                input,
                                tensor("weight"),
                                tensor("bias"),
                                mean,
                                tensor("running_var"),
                                training ? "True" : "False"));
    }

    private String dropout(double probability, String input) {
        if (!training || probability == 0) {
            return input;
        }
        double kept = 1 - probability;
        String dense = dense(input);
        String mask =
                set(
                        "mask",
                        "torch.lt_(torch.uniform_(torch.empty_like(torch.detach(%s)), 0., 1., generator=generator), %s)"
                                .formatted(dense, kept));
        return set("torch.mul(%s, torch.div(%s, %s))".formatted(dense, mask, kept));
    }

    private String nonlinearity(Nonlinearity nonlinearity, String input) {
        return setLike(
                input,
                switch (nonlinearity.activation()) {
                    case RELU -> "torch.relu(%s)".formatted(input);
                    case LEAKY_RELU -> "torch.leaky_relu(%s, 0.01)".formatted(input);
                    case PRELU ->
                            "torch.prelu(%s, %s)"
                                    .formatted(
                                            input,
                                            arithmetic.bfloat16()
                                                    ? "torch.to(%s, ops.prim.dtype(%s))"
                                                            .formatted(tensor("weight"), input)
                                                    : tensor("weight"));
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

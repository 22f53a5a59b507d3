package io.athanor.trainer.network;

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
        String output = network.write(new Lines(text, training, ""), input);
        return text + "    logits = " + output + "\n";
    }

    /// The variable that holds the tensor with the PyTorch name `name`.
    public static String variable(String name) {
        return name.replace('.', '_');
    }

    Lines in(String child) {
        return new Lines(text, training, layer.isEmpty() ? child : layer + "." + child);
    }

    boolean training() {
        return training;
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

    private String assign(String variable, String expression) {
        text.append("    ").append(variable).append(" = ").append(expression).append('\n');
        return variable;
    }
}

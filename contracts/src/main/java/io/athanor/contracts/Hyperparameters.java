package io.athanor.contracts;

/// Everything a trial asks of its trainer, with every default filled in. Names and meanings are
/// PyTorch's.
///
/// @param learningRate above 0
/// @param momentum of SGD, 0 to below 1; Adam ignores it
/// @param weightDecay L2 penalty added to the gradient, 0 or more
/// @param batchSize 1 to 65,536; the last batch of an epoch may be smaller
/// @param dropout probability of the dropout before the last layer, 0 to below 1; networks without
///   one ignore it
public record Hyperparameters(
        Network network,
        Optimizer optimizer,
        double learningRate,
        double momentum,
        double weightDecay,
        int batchSize,
        double dropout,
        Schedule schedule) {

    public Hyperparameters {
        check(
                learningRate > 0 && learningRate <= 1000,
                "learningRate",
                learningRate,
                "above 0, at most 1000");
        check(momentum >= 0 && momentum < 1, "momentum", momentum, "0 to below 1");
        check(weightDecay >= 0 && weightDecay <= 1000, "weightDecay", weightDecay, "0 to 1000");
        check(batchSize >= 1 && batchSize <= 65_536, "batchSize", batchSize, "1 to 65536");
        check(dropout >= 0 && dropout < 1, "dropout", dropout, "0 to below 1");
    }

    private static void check(boolean holds, String name, Number value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("%s %s: %s".formatted(name, value, allowed));
        }
    }
}

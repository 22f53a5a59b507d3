package io.athanor.trainer.network;

import io.athanor.contracts.network.SqueezeExcitation;

/// The lines of the layers that weigh their own input.
final class Attentions {
    private Attentions() {}

    static String squeezeExcitation(Lines lines, SqueezeExcitation layer, String input) {
        if (layer.reduced() == 0) {
            return lines.set("torch.mul(%s, 0.5)".formatted(input));
        }
        String means =
                lines.set(
                        "means",
                        "torch.flatten(torch.adaptive_avg_pool2d(%s, [1, 1]), 1, -1)"
                                .formatted(input));
        String squeezed =
                lines.set(
                        "squeezed",
                        "torch.relu(torch.linear(%s, %s, None))"
                                .formatted(means, lines.tensor("fc.0.weight")));
        String factors =
                lines.set(
                        "factors",
                        "torch.sigmoid(torch.linear(%s, %s, None))"
                                .formatted(squeezed, lines.tensor("fc.2.weight")));
        return lines.set(
                "torch.mul(%s, torch.reshape(%s, [-1, %d, 1, 1]))"
                        .formatted(input, factors, layer.channels()));
    }

    /// Columns and rows are batches of sequences: what a position scores within its column is
    /// `[batch, width, height, height]`, within its row `[batch, height, width, width]`.
    ///
    /// The factor gamma is multiplied into the convolution that makes the values, which is the same
    /// and leaves nothing as large as the input to be kept for gamma's gradient. Sums are of
    /// `[batch, height, width, channels]`, which lies in memory as the input does on CPUs.
    static String crissCross(Lines lines, String input) {
        String height = lines.set("height", "torch.size(%s, 2)".formatted(input));
        String width = lines.set("width", "torch.size(%s, 3)".formatted(input));
        String gamma = lines.tensor("gamma");
        String query = convolution(lines, "query_conv", input, "%s");
        String key = convolution(lines, "key_conv", input, "%s");
        String value = convolution(lines, "value_conv", input, "torch.mul(%s, " + gamma + ")");
        String self =
                lines.set(
                        "self",
                        "torch.eye(%s, dtype=11, device=ops.prim.device(%s))"
                                .formatted(height, input));
        String inColumn =
                lines.set(
                        "in_column",
                        "torch.masked_fill_(torch.matmul(%s, %s), %s, -inf)"
                                .formatted(
                                        permuted(query, "0, 3, 2, 1"),
                                        permuted(key, "0, 3, 1, 2"),
                                        self));
        String inRow =
                lines.set(
                        "in_row",
                        "torch.matmul(%s, %s)"
                                .formatted(
                                        permuted(query, "0, 2, 3, 1"),
                                        permuted(key, "0, 2, 1, 3")));
        String shares =
                lines.set(
                        "shares",
                        "torch.softmax(torch.cat([%s, %s], 3), 3)"
                                .formatted(permuted(inColumn, "0, 2, 1, 3"), inRow));
        // Slices would each have a gradient as large as what they are slices of.
        String parts =
                lines.set(
                        "parts",
                        "torch.split_with_sizes(%s, [%s, %s], 3)".formatted(shares, height, width));
        // Gradients come in the opposite order: the columns' copies are given back before the rows
        // need theirs.
        String ofRow =
                lines.set(
                        "of_row",
                        "torch.matmul(%s[1], %s)".formatted(parts, permuted(value, "0, 2, 3, 1")));
        String ofColumn =
                lines.set(
                        "of_column",
                        "torch.matmul(%s, %s)"
                                .formatted(
                                        permuted(parts + "[0]", "0, 2, 1, 3"),
                                        permuted(value, "0, 3, 2, 1")));
        String sum =
                lines.set(
                        "sum",
                        "torch.add_(torch.add_(%s, %s), %s)"
                                .formatted(
                                        ofRow,
                                        permuted(ofColumn, "0, 2, 1, 3"),
                                        permuted(input, "0, 2, 3, 1")));
        return lines.set(permuted(sum, "0, 3, 1, 2"));
    }

    /// @param factored what becomes of its weight and its bias
    private static String convolution(Lines lines, String name, String input, String factored) {
        Lines conv = lines.in(name);
        return conv.set(
                "torch.conv2d(%s, %s, %s, [1, 1], [0, 0], [1, 1], 1)"
                        .formatted(
                                input,
                                factored.formatted(conv.tensor("weight")),
                                factored.formatted(conv.tensor("bias"))));
    }

    private static String permuted(String tensor, String dimensions) {
        return "torch.permute(%s, [%s])".formatted(tensor, dimensions);
    }
}

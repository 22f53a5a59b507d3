package io.athanor.trainer.program;

import io.athanor.contracts.Loss;
import java.util.stream.Collectors;

/// The lines of a trial's loss: the mean over a batch, with the meaning of PyTorch's functions.
record LossText(Loss loss) {

    /// Lines that the others need before them, once.
    ///
    /// @param device the expression of the device that computes
    String constants(String device) {
        return loss.classWeights().isEmpty()
                ? ""
                : "    class_weights = torch.tensor([%s], dtype=6, device=%s)\n"
                        .formatted(
                                loss.classWeights().stream()
                                        .map(LossText::number)
                                        .collect(Collectors.joining(", ")),
                                device);
    }

    /// Sets the variable `result` to the loss. May be written several times, for other targets.
    ///
    /// @param logits the variable with the network's outputs, `[batch, classes]`
    /// @param target the variable with the numbers of the right classes, `[batch]`
    String lines(String result, String logits, String target) {
        return switch (loss.type()) {
            case CROSS_ENTROPY ->
                    "    %s = torch.cross_entropy_loss(%s, %s, %s, 1, -100, %s)\n"
                            .formatted(
                                    result,
                                    logits,
                                    target,
                                    isWeighted() ? "class_weights" : "None",
                                    number(loss.labelSmoothing()));
            case FOCAL -> focal(result, logits, target);
            case BINARY_CROSS_ENTROPY ->
                    "    %s = torch.binary_cross_entropy_with_logits(%s, %s, None, None, 1)\n"
                            .formatted(result, logits, oneHot(logits, target));
            case MSE ->
                    "    %s = torch.mse_loss(%s, %s, 1)\n"
                            .formatted(result, logits, oneHot(logits, target));
            case MAE ->
                    "    %s = torch.l1_loss(%s, %s, 1)\n"
                            .formatted(result, logits, oneHot(logits, target));
        };
    }

    /// What the batch's loss counts for in the epoch's: its images, or the sum of their classes'
    /// weights, so that the epoch's loss is the weighted mean over all images, however they come in
    /// batches.
    ///
    /// @param images the expression of the batch's size
    String share(String images, String target) {
        return isWeighted()
                ? "torch.sum(torch.index_select(class_weights, 0, %s))".formatted(target)
                : images;
    }

    /// 1 - p is computed from the logarithm and kept above 0, where powers below 1 are too steep.
    private String focal(String result, String logits, String target) {
        String focused =
                """
                    %1$s_each = torch.cross_entropy_loss(%2$s, %3$s, None, 0, -100, 0.)
                    %1$s_missing = torch.clamp_min(torch.neg(torch.expm1(torch.neg(%1$s_each))), 1e-12)
                    %1$s_focused = torch.mul(torch.pow(%1$s_missing, %4$s), %1$s_each)
                """
                        .formatted(result, logits, target, number(loss.focalGamma()));
        String mean =
                isWeighted()
                        ? """
                            %1$s_weights = torch.index_select(class_weights, 0, %2$s)
                            %1$s = torch.div(torch.sum(torch.mul(%1$s_weights, %1$s_focused)), torch.sum(%1$s_weights))
                        """
                        : "    %1$s = torch.mean(%1$s_focused)\n";
        return focused + mean.formatted(result, target);
    }

    private boolean isWeighted() {
        return !loss.classWeights().isEmpty()
                && switch (loss.type()) {
                    case CROSS_ENTROPY, FOCAL -> true;
                    case BINARY_CROSS_ENTROPY, MSE, MAE -> false;
                };
    }

    private static String oneHot(String logits, String target) {
        return "torch.to(torch.one_hot(%s, torch.size(%s, 1)), 6)".formatted(target, logits);
    }

    private static String number(double value) {
        return BatchText.number(value);
    }
}

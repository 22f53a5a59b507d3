package io.athanor.trainer.program;

import io.athanor.contracts.Augmentation;
import java.util.List;
import java.util.Locale;

/// Writes the lines that fetch a batch: `x`, the images as the network takes them, and `target`,
/// their classes. Both methods find the images' numbers in `order`, from `start` to before `end`.
final class BatchText {
    private final boolean normalise;
    private final AugmentationText augmentation;

    /// @param coloured whether images have red, green and blue
    BatchText(Augmentation augmentation, boolean coloured) {
        this.normalise = augmentation.normalise();
        this.augmentation = new AugmentationText(augmentation, coloured);
    }

    /// What the lines read.
    static List<String> arguments() {
        return List.of("images", "labels", "order", "mean", "deviation", "batch");
    }

    String training() {
        return numbers()
                + augmentation.sizes()
                + augmentation.places()
                + pixels()
                + augmentation.colours()
                + normalised()
                + augmentation.cuts();
    }

    /// Whether each image of a training batch is mixed with another: then `other` are the others'
    /// classes, and `kept` is the share of the image itself.
    boolean mixes() {
        return augmentation.mixes();
    }

    String evaluation() {
        return numbers() + pixels() + normalised();
    }

    private static String numbers() {
        return """
            start = int(torch.select(batch, 0, 1))
            end = int(torch.select(batch, 0, 2))
            index = torch.slice(order, 0, start, end)
            target = torch.index_select(labels, 0, index)
            picked = torch.index_select(images, 0, index)
        """;
    }

    private static String pixels() {
        return "    pixels = torch.div(torch.to(picked, 6), 255.)\n";
    }

    private String normalised() {
        return normalise
                ? "    x = torch.div(torch.sub(pixels, mean), deviation)\n"
                : "    x = pixels\n";
    }

    static String number(double value) {
        return Double.toString(value).toLowerCase(Locale.ROOT);
    }
}

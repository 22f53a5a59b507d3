package io.athanor.trainer.program;

import io.athanor.contracts.Augmentation;
import java.util.ArrayList;
import java.util.List;

/// Writes what is done to a training batch by chance, with the meanings of torchvision's transforms
/// on tensors. Every image has its own draws; only the order of the four jitters (as `ColorJitter`
/// has it, by chance) and mixup's share are drawn once a batch.
///
/// Each kind of draw has its own generator, made from the step's seed: turning one on changes no
/// other. What is off is not in the text.
final class AugmentationText {
    private static final double DEGREE = Math.PI / 180;

    private final Augmentation augmentation;
    private final boolean coloured;

    /// @param coloured whether images have red, green and blue
    AugmentationText(Augmentation augmentation, boolean coloured) {
        this.augmentation = augmentation;
        this.coloured = coloured;
    }

    /// Whether the batch is mixed: then there are also `other`, the classes of what was mixed in,
    /// and `kept`, the share of `target`.
    boolean mixes() {
        return augmentation.mixup() > 0;
    }

    /// What the others read. To be written before them, and only where something is on.
    String sizes() {
        return isOff()
                ? ""
                : """
                    device = ops.prim.device(images)
                    count = torch.sub(end, start)
                    channels = torch.size(images, 1)
                    height = torch.size(images, 2)
                    width = torch.size(images, 3)
                """;
    }

    /// From `picked` to `picked`, still bytes: moved, then mirrored.
    String places() {
        if (augmentation.crop() == 0 && augmentation.flip() == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        text.append(
                """
                    rows = torch.view(torch.arange(height, dtype=4, device=device), [1, -1])
                    columns = torch.view(torch.arange(width, dtype=4, device=device), [1, -1])
                """);
        if (augmentation.flip() > 0) {
            text.append(generator("flips", Draw.FLIP))
                    .append(
                            """
                                flipped = torch.lt(torch.rand([count, 1], generator=flips, dtype=6, device=device), %s)
                                columns = torch.where(flipped, torch.rsub(columns, torch.sub(width, 1)), columns)
                            """
                                    .formatted(number(augmentation.flip())));
        }
        if (augmentation.crop() > 0) {
            int pad = augmentation.crop();
            text.append(generator("crops", Draw.CROP))
                    .append(
                            """
                                moves = torch.randint(0, %d, [2, count, 1], generator=crops, dtype=4, device=device)
                                rows = torch.add(rows, torch.select(moves, 0, 0))
                                columns = torch.add(columns, torch.select(moves, 0, 1))
                                picked = torch.constant_pad_nd(picked, [%d, %d, %d, %d])
                            """
                                    .formatted(2 * pad + 1, pad, pad, pad, pad));
        }
        return text.append(
                        """
                            images_at = torch.view(torch.arange(count, dtype=4, device=device), [-1, 1, 1, 1])
                            channels_at = torch.view(torch.arange(channels, dtype=4, device=device), [1, -1, 1, 1])
                            rows = torch.view(rows, [-1, 1, height, 1])
                            columns = torch.view(columns, [-1, 1, 1, width])
                            picked = torch.index(picked, [images_at, channels_at, rows, columns])
                        """)
                .toString();
    }

    /// From `pixels` to `pixels`, 0 to 1: jittered, then turned.
    String colours() {
        StringBuilder text = new StringBuilder();
        List<String> jitters = jitters();
        if (jitters.size() == 1) {
            text.append(jitters.getFirst());
        } else if (!jitters.isEmpty()) {
            text.append("    for turn in range(%d):\n".formatted(TrainingProgram.JITTERS))
                    .append("      jitter = int(torch.select(batch, 0, torch.add(5, turn)))\n");
            jitters.forEach(jitter -> text.append(jitter.indent(2)));
        }
        if (augmentation.rotation() > 0) {
            text.append(rotation());
        }
        return text.toString();
    }

    /// From `x` to `x`, normalised: cut out, then mixed.
    String cuts() {
        StringBuilder text = new StringBuilder();
        if (augmentation.cutout() > 0) {
            text.append(cutout());
        }
        if (mixes()) {
            text.append(generator("mixes", Draw.MIXUP))
                    .append(generator("pairs", Draw.PARTNERS))
                    .append(
                            """
                                shares = torch._sample_dirichlet(torch.full([2], %s, dtype=6, device=device), mixes)
                                kept = torch.select(shares, 0, 0)
                                partners = torch.randperm(count, generator=pairs, dtype=4, device=device)
                                x = torch.lerp(torch.index_select(x, 0, partners), x, kept)
                                other = torch.index_select(target, 0, partners)
                            """
                                    .formatted(number(augmentation.mixup())));
        }
        return text.toString();
    }

    private List<String> jitters() {
        List<String> jitters = new ArrayList<>();
        if (augmentation.brightness() > 0) {
            jitters.add(
                    jitter(
                            Draw.BRIGHTNESS,
                            factor(augmentation.brightness()),
                            "torch.mul(pixels, factor)"));
        }
        if (augmentation.contrast() > 0) {
            jitters.add(
                    jitter(
                            Draw.CONTRAST,
                            factor(augmentation.contrast()),
                            "torch.lerp(torch.mean(%s, [1, 2, 3], True), pixels, factor)"
                                    .formatted(coloured ? grey() : "pixels")));
        }
        if (coloured && augmentation.saturation() > 0) {
            jitters.add(
                    jitter(
                            Draw.SATURATION,
                            factor(augmentation.saturation()),
                            "torch.lerp(%s, pixels, factor)".formatted(grey())));
        }
        if (coloured && augmentation.hue() > 0) {
            jitters.add(hue());
        }
        return jitters;
    }

    /// One jitter; among several, only where it is its turn.
    private String jitter(Draw draw, String range, String result) {
        String lines =
                generator("jitters", draw)
                        + """
                            factor = torch.uniform_(torch.empty([count, 1, 1, 1], dtype=6, device=device), %s, generator=jitters)
                            pixels = torch.clamp(%s, 0., 1.)
                        """
                                .formatted(range, result);
        return inTurn(draw, lines);
    }

    /// By the hexagon of hue, chroma and the largest channel: the smaller of two distances in it is
    /// what each channel lies below the largest.
    private String hue() {
        String lines =
                generator("jitters", Draw.HUE)
                        + """
                            turned = torch.uniform_(torch.empty([count, 1, 1], dtype=6, device=device), %s, %s, generator=jitters)
                            largest = torch.amax(pixels, [1])
                            chroma = torch.sub(largest, torch.amin(pixels, [1]))
                            grey = torch.eq(chroma, 0)
                            divisor = torch.masked_fill(chroma, grey, 1.)
                            red = torch.select(pixels, 1, 0)
                            green = torch.select(pixels, 1, 1)
                            blue = torch.select(pixels, 1, 2)
                            from_red = torch.div(torch.sub(green, blue), divisor)
                            from_green = torch.add(torch.div(torch.sub(blue, red), divisor), 2.)
                            from_blue = torch.add(torch.div(torch.sub(red, green), divisor), 4.)
                            angle = torch.where(torch.eq(largest, red), from_red, torch.where(torch.eq(largest, green), from_green, from_blue))
                            angle = torch.add(angle, turned, alpha=6.)
                            at = torch.remainder(torch.stack([torch.add(angle, 5.), torch.add(angle, 3.), torch.add(angle, 1.)], 1), 6.)
                            below = torch.clamp(torch.minimum(at, torch.rsub(at, 4.)), 0., 1.)
                            pixels = torch.clamp(torch.sub(torch.unsqueeze(largest, 1), torch.mul(torch.unsqueeze(chroma, 1), below)), 0., 1.)
                        """
                                .formatted(number(-augmentation.hue()), number(augmentation.hue()));
        return inTurn(Draw.HUE, lines);
    }

    private String inTurn(Draw draw, String lines) {
        return jitterCount() == 1
                ? lines
                : "    if torch.eq(jitter, %d):\n".formatted(draw.number - Draw.BRIGHTNESS.number)
                        + lines.indent(2)
                        + "    else:\n      pass\n";
    }

    private int jitterCount() {
        int count = 0;
        count += augmentation.brightness() > 0 ? 1 : 0;
        count += augmentation.contrast() > 0 ? 1 : 0;
        count += coloured && augmentation.saturation() > 0 ? 1 : 0;
        count += coloured && augmentation.hue() > 0 ? 1 : 0;
        return count;
    }

    private String rotation() {
        double most = augmentation.rotation() * DEGREE;
        return generator("turns", Draw.ROTATION)
                + """
                    angles = torch.uniform_(torch.empty([count], dtype=6, device=device), %s, %s, generator=turns)
                    cosines = torch.cos(angles)
                    sines = torch.sin(angles)
                    zeros = torch.zeros_like(angles)
                    flat = torch.div(float(height), float(width))
                    across = torch.stack([cosines, torch.mul(sines, torch.neg(flat)), zeros], 1)
                    down = torch.stack([torch.div(sines, flat), cosines, zeros], 1)
                    grid = torch.affine_grid_generator(torch.stack([across, down], 1), [count, channels, height, width], False)
                    pixels = torch.grid_sampler(pixels, grid, 1, 0, False)
                """
                        .formatted(number(-most), number(most));
    }

    private String cutout() {
        int side = augmentation.cutout();
        return generator("cuts", Draw.CUTOUT)
                + """
                    tops = torch.sub(torch.randint(0, height, [count, 1, 1, 1], generator=cuts, dtype=4, device=device), %1$d)
                    lefts = torch.sub(torch.randint(0, width, [count, 1, 1, 1], generator=cuts, dtype=4, device=device), %1$d)
                    rows_cut = torch.sub(torch.view(torch.arange(height, dtype=4, device=device), [1, 1, -1, 1]), tops)
                    columns_cut = torch.sub(torch.view(torch.arange(width, dtype=4, device=device), [1, 1, 1, -1]), lefts)
                    inside_rows = torch.__and__(torch.ge(rows_cut, 0), torch.lt(rows_cut, %2$d))
                    inside_columns = torch.__and__(torch.ge(columns_cut, 0), torch.lt(columns_cut, %2$d))
                    x = torch.masked_fill(x, torch.__and__(inside_rows, inside_columns), 0.)
                """
                        .formatted(side / 2, side);
    }

    private boolean isOff() {
        return new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0, augmentation.normalise())
                .equals(augmentation);
    }

    private static String grey() {
        return "torch.add(torch.add(torch.mul(torch.slice(pixels, 1, 0, 1), 0.2989), torch.slice(pixels, 1, 1, 2), alpha=0.587), torch.slice(pixels, 1, 2, 3), alpha=0.114)";
    }

    private static String factor(double strength) {
        return number(1 - strength) + ", " + number(1 + strength);
    }

    private static String generator(String name, Draw draw) {
        return "    %s = torch.Generator(device=device, seed=torch.add(int(torch.select(batch, 0, 4)), %d))\n"
                .formatted(name, draw.number);
    }

    private static String number(double value) {
        return BatchText.number(value);
    }

    /// What a step draws, each with a generator of its own. The numbers are part of every trial's.
    private enum Draw {
        FLIP(0),
        CROP(1),
        ROTATION(2),
        CUTOUT(3),
        MIXUP(4),
        BRIGHTNESS(5),
        CONTRAST(6),
        SATURATION(7),
        HUE(8),
        PARTNERS(9);

        private final int number;

        Draw(int number) {
            this.number = number;
        }
    }
}

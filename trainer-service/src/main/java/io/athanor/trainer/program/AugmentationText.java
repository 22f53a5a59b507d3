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

    /// From `picked` to `picked`, still bytes: moved, then mirrored. Both are one gathering from
    /// the padded images, each taken as a row of pixels.
    String places() {
        if (augmentation.crop() == 0 && augmentation.flip() == 0) {
            return "";
        }
        int pad = augmentation.crop();
        StringBuilder text = new StringBuilder();
        text.append(
                """
                    wide = torch.add(width, %d)
                    rows = torch.view(torch.arange(height, dtype=4, device=device), [1, -1])
                    columns = torch.view(torch.arange(width, dtype=4, device=device), [1, -1])
                """
                        .formatted(2 * pad));
        if (augmentation.flip() > 0) {
            text.append(generator("flips", Draw.FLIP))
                    .append(
                            """
                                flipped = torch.lt(torch.rand([count, 1], generator=flips, dtype=6, device=device), %s)
                                columns = torch.where(flipped, torch.rsub(columns, torch.sub(width, 1)), columns)
                            """
                                    .formatted(number(augmentation.flip())));
        }
        if (pad > 0) {
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
                            at = torch.add(torch.unsqueeze(torch.mul(rows, wide), 2), torch.unsqueeze(columns, 1))
                        """)
                .append(gathered("picked"))
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
                            blended(
                                    "torch.mean(%s, [1, 2, 3], True)"
                                            .formatted(coloured ? grey() : "pixels"))));
        }
        if (coloured && augmentation.saturation() > 0) {
            jitters.add(
                    jitter(Draw.SATURATION, factor(augmentation.saturation()), blended(grey())));
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
                            pixels = torch.clamp_(%s, 0., 1.)
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

    /// Where each pixel comes from, in places of the image with a border of one: what lies outside
    /// comes from the border. The nearest pixel's, gathered; `grid_sampler` takes twice the time.
    private String rotation() {
        double most = augmentation.rotation() * DEGREE;
        return generator("turns", Draw.ROTATION)
                + """
                    angles = torch.uniform_(torch.empty([count], dtype=6, device=device), %s, %s, generator=turns)
                    cosines = torch.cos(angles)
                    sines = torch.sin(angles)
                    wide = torch.add(width, 2)
                    middle = torch.div(float(torch.sub(width, 1)), 2.)
                    centre = torch.div(float(torch.sub(height, 1)), 2.)
                    rows = torch.expand(torch.view(torch.sub(torch.arange(height, dtype=6, device=device), centre), [-1, 1]), [-1, width])
                    columns = torch.expand(torch.view(torch.sub(torch.arange(width, dtype=6, device=device), middle), [1, -1]), [height, -1])
                    spots = torch.view(torch.stack([columns, rows, torch.ones_like(rows)], 0), [3, -1])
                    across = torch.stack([cosines, torch.neg(sines), torch.full_like(angles, torch.add(middle, 1.))], 1)
                    down = torch.stack([sines, cosines, torch.full_like(angles, torch.add(centre, 1.))], 1)
                    columns = torch.clamp_(torch.round_(torch.mm(across, spots)), 0, torch.add(width, 1))
                    rows = torch.clamp_(torch.round_(torch.mm(down, spots)), 0, torch.add(height, 1))
                    at = torch.to(torch.add_(columns, rows, alpha=wide), 4)
                    pixels = torch.constant_pad_nd(pixels, [1, 1, 1, 1])
                """
                        .formatted(number(-most), number(most))
                + gathered("pixels");
    }

    /// The pixels of each image at the places `at`, the same for all its channels.
    private static String gathered(String images) {
        return """
            places = torch.expand(torch.reshape(at, [-1, 1, torch.mul(height, width)]), [count, channels, -1])
            %1$s = torch.view(torch.gather(torch.flatten(%1$s, 2, -1), 2, places), [count, channels, height, width])
        """
                .formatted(images);
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

    /// `pixels` times the factor, and `other` times the rest; `lerp` takes twice the time.
    private static String blended(String other) {
        return "torch.add(torch.mul(pixels, factor), torch.mul(%s, torch.rsub(factor, 1.)))"
                .formatted(other);
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

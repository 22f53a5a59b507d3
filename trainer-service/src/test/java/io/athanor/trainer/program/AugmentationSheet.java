package io.athanor.trainer.program;

import ai.djl.ndarray.NDManager;
import io.athanor.contracts.Augmentation;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Networks;
import io.athanor.trainer.Asked;
import io.athanor.trainer.data.DataSet;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.data.TrialImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;

/// Draws what each augmentation makes of real images, and measures what it costs. To be run by
/// hand: `java ... AugmentationSheet FOLDER` writes `augmentation.png` there.
///
/// The first row has the images as they are. Colour comes from three images, one a channel.
final class AugmentationSheet {
    private static final int COUNT = 8;
    private static final int SIZE = 28;
    private static final int ZOOM = 2;
    private static final int GAP = 2;

    private AugmentationSheet() {}

    public static void main(String[] arguments) throws IOException {
        Torch.start(1);
        Torch.prepareThread();
        try (NDManager memory = NDManager.newBaseManager()) {
            DataSet sample =
                    new DataSets(memory, Path.of("data"), Map.of()).get("fashion-mnist-sample");
            draw(memory, sample, Path.of(arguments[0]).resolve("augmentation.png"));
            measure(memory, sample, "cnn");
            measure(memory, sample, "simple-cnn");
        }
    }

    private static Map<String, Augmentation> each() {
        Map<String, Augmentation> each = new LinkedHashMap<>();
        each.put("as they are", new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0, false));
        each.put("crop 4", new Augmentation(4, 0, 0, 0, 0, 0, 0, 0, 0, false));
        each.put("flip 0.5", new Augmentation(0, 0.5, 0, 0, 0, 0, 0, 0, 0, false));
        each.put("brightness 0.6", new Augmentation(0, 0, 0.6, 0, 0, 0, 0, 0, 0, false));
        each.put("contrast 0.8", new Augmentation(0, 0, 0, 0.8, 0, 0, 0, 0, 0, false));
        each.put("saturation 1", new Augmentation(0, 0, 0, 0, 1, 0, 0, 0, 0, false));
        each.put("hue 0.5", new Augmentation(0, 0, 0, 0, 0, 0.5, 0, 0, 0, false));
        each.put("rotation 30", new Augmentation(0, 0, 0, 0, 0, 0, 30, 0, 0, false));
        each.put("cutout 10", new Augmentation(0, 0, 0, 0, 0, 0, 0, 10, 0, false));
        each.put("mixup 1", new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 1, false));
        each.put("all", new Augmentation(4, 0.5, 0.2, 0.2, 0.2, 0.1, 15, 8, 0.2, false));
        return each;
    }

    private static void draw(NDManager memory, DataSet sample, Path file) throws IOException {
        byte[] grey = sample.train().images().get("0:{}", COUNT + 2).toByteArray();
        byte[] colour = new byte[COUNT * 3 * SIZE * SIZE];
        for (int image = 0; image < COUNT; image++) {
            for (int channel = 0; channel < 3; channel++) {
                int share = SIZE * SIZE;
                for (int i = 0; i < share; i++) {
                    int own = Byte.toUnsignedInt(grey[image * share + i]);
                    int other = Byte.toUnsignedInt(grey[(image + channel) % COUNT * share + i]);
                    colour[(image * 3 + channel) * share + i] = (byte) ((3 * own + other) / 4);
                }
            }
        }
        Batch batch = new Batch(memory, colour, COUNT, 3, SIZE, SIZE);
        int cell = SIZE * ZOOM + GAP;
        BufferedImage sheet =
                new BufferedImage(COUNT * cell, each().size() * cell, BufferedImage.TYPE_INT_RGB);
        int row = 0;
        for (Augmentation augmentation : each().values()) {
            float[] x = batch.augmented(augmentation, 11);
            for (int image = 0; image < COUNT; image++) {
                for (int at = 0; at < SIZE * SIZE * ZOOM * ZOOM; at++) {
                    int px = at % (SIZE * ZOOM);
                    int py = at / (SIZE * ZOOM);
                    int from = image * 3 * SIZE * SIZE + py / ZOOM * SIZE + px / ZOOM;
                    int rgb = 0;
                    for (int channel = 0; channel < 3; channel++) {
                        rgb = rgb << 8 | Math.round(x[from + channel * SIZE * SIZE] * 255);
                    }
                    sheet.setRGB(image * cell + px, row * cell + py, rgb);
                }
            }
            row++;
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(sheet, "png", file.toFile());
    }

    /// The fastest of 40 steps, which other processes disturb least, with 64 images, in turns.
    private static void measure(NDManager memory, DataSet sample, String reference) {
        System.out.println(reference);
        Map<String, double[]> times = new LinkedHashMap<>();
        Map<String, TrainingProgram> programs = new LinkedHashMap<>();
        String[] asked = {
            "{\"normalise\": true}",
            "{\"crop\": 4, \"normalise\": true}",
            "{\"crop\": 4, \"flip\": 0.5, \"normalise\": true}",
            "{\"brightness\": 0.2, \"contrast\": 0.2, \"normalise\": true}",
            "{\"rotation\": 15, \"normalise\": true}",
            "{\"cutout\": 8, \"normalise\": true}",
            "{\"mixup\": 0.2, \"normalise\": true}",
            "{\"crop\": 4, \"flip\": 0.5, \"brightness\": 0.2, \"contrast\": 0.2, \"rotation\": 15,"
                    + " \"cutout\": 8, \"mixup\": 0.2, \"normalise\": true}"
        };
        for (String augmentation : asked) {
            Hyperparameters hyperparameters =
                    Asked.hyperparameters(
                            "{\"network\": \"%s\", \"augmentation\": %s}"
                                    .formatted(reference, augmentation));
            TrialImages images =
                    TrialImages.of(
                            sample,
                            hyperparameters,
                            new SplittableRandom(1),
                            new SplittableRandom(1));
            Layer network = Networks.build(hyperparameters, sample.image(), 10);
            TrainingProgram program =
                    new TrainingProgram(
                            new ProgramPool(memory),
                            network,
                            hyperparameters,
                            images,
                            Torch.arithmetic(memory.getDevice()),
                            new SplittableRandom(1));
            program.shuffle(LongStream.range(0, 10_000).toArray());
            programs.put(augmentation, program);
            times.put(augmentation, new double[40]);
        }
        for (int step = -5; step < 40; step++) {
            for (String augmentation : asked) {
                TrainingProgram program = programs.get(augmentation);
                long begun = System.nanoTime();
                program.step(0, 0, 64, new Rate(0.001, true, false), 7, step);
                if (step >= 0) {
                    times.get(augmentation)[step] = (System.nanoTime() - begun) / 1e6;
                }
            }
        }
        times.forEach((augmentation, milliseconds) -> {
            Arrays.sort(milliseconds);
            System.out.printf("%6.2f ms  %s%n", milliseconds[0], augmentation);
        });
        programs.values().forEach(TrainingProgram::close);
    }
}

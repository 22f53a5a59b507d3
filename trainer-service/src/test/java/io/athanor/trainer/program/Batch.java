package io.athanor.trainer.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.athanor.contracts.Augmentation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Images that go through a program's augmentation and nothing else.
final class Batch {
    static final double[] MEAN = {0.4914, 0.4822, 0.4465};
    static final double[] DEVIATION = {0.2023, 0.1994, 0.2010};

    private final NDManager memory;
    private final int count;
    private final int channels;
    private final Map<String, List<NDArray>> tensors = new HashMap<>();

    Batch(NDManager memory, byte[] pixels, int count, int channels, int height, int width) {
        this.memory = memory;
        this.count = count;
        this.channels = channels;
        ByteBuffer buffer = ByteBuffer.allocateDirect(pixels.length).put(pixels).rewind();
        Shape shape = new Shape(count, channels, height, width);
        put("images", memory.create(buffer, shape, DataType.UINT8));
        put("labels", memory.create(LongStream.range(0, count).toArray()));
        put("order", memory.create(LongStream.range(0, count).toArray()));
        put("mean", channels(MEAN));
        put("deviation", channels(DEVIATION));
    }

    float[] augmented(Augmentation augmentation, long seed) {
        return augmented(augmentation, seed, "x");
    }

    /// The jitters take turns as in the golden cases: saturation, brightness, hue, contrast.
    ///
    /// @param result an expression of the program's variables
    float[] augmented(Augmentation augmentation, long seed, String result) {
        BatchText text = new BatchText(augmentation, channels == 3);
        Method method =
                new Method(
                        "batch",
                        BatchText.arguments(),
                        text.training() + "    return " + result + "\n");
        put("batch", memory.create(new long[] {0, 0, count, 0, seed, 2, 0, 3, 1}));
        put(method.argument(), memory.create(0f));
        byte[] archive = Archive.pack(method.text());
        try (PtSymbolBlock module =
                        JniUtils.loadModule(
                                (PtNDManager) memory,
                                new ByteArrayInputStream(archive),
                                true,
                                false);
                NDArray augmented =
                        IValueUtils.forward(module, method.call(tensors), true)
                                .singletonOrThrow()) {
            return augmented.toFloatArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NDArray channels(double[] values) {
        float[] used = new float[channels];
        for (int i = 0; i < used.length; i++) {
            used[i] = (float) values[i];
        }
        return memory.create(used, new Shape(channels, 1, 1));
    }

    private void put(String name, NDArray tensor) {
        tensors.put(name, List.of(tensor));
    }
}

package io.athanor.trainer.training;

import ai.djl.engine.EngineException;
import io.athanor.trainer.program.DeviceMemory;
import io.athanor.trainer.program.Rate;
import io.athanor.trainer.program.TrainingProgram;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Tries batches with real steps of a program that is thrown away afterwards.
///
/// Where memory has a limit, what a batch takes is what it adds to the memory after a batch of two:
/// by then the first step's own costs are paid. A batch of more than 16 is tried at most at twice
/// the size of one that was measured, and not at all when twice that one's memory, with a fifth on
/// top, would be more than the limit.
final class BatchTrial {
    private static final int SMALLEST = 16;
    private static final Rate RATE = new Rate(1e-9, true, false);

    private final TrainingProgram program;
    private final DeviceMemory memory;
    private final int images;
    private final OptionalLong limit;
    private final long before;

    /// What copies for checkpoints may take: one is written, one waits, one has the best model.
    private final long snapshots;

    /// The largest batch that was measured, and what it took.
    private int measured;

    private long taken;

    /// @param images of the training
    BatchTrial(TrainingProgram program, DeviceMemory memory, int images) {
        this.program = program;
        this.memory = memory;
        this.images = images;
        this.limit = memory.limit();
        this.snapshots =
                3
                        * Stream.concat(program.model().stream(), program.training(0).stream())
                                .mapToLong(tensor -> tensor.bytes().remaining())
                                .sum();
        program.shuffle(LongStream.range(0, images).toArray());
        // Kept memory would be used again, as if a batch took nothing.
        memory.release();
        this.before = limit.isPresent() && runs(2) ? memory.used() : 0;
    }

    boolean fits(int batch) {
        if (limit.isEmpty()) {
            return runs(batch);
        }
        for (int size = Math.max(measured, SMALLEST / 2); size < batch; ) {
            size = Math.min(2 * size, batch);
            if (before + snapshots + expected(size) > limit.getAsLong()) {
                return false;
            }
            memory.reset();
            if (!runs(size)) {
                return false;
            }
            if (size > measured) {
                measured = size;
                taken = Math.max(memory.peak() - before, taken);
            }
        }
        return true;
    }

    private long expected(int size) {
        return measured == 0 ? 0 : (long) (1.2 * taken * size / measured);
    }

    /// Two steps: the second has the optimizer's state beside all the rest. Then a batch of the
    /// evaluation, and what an epoch's end measures.
    private boolean runs(int batch) {
        try {
            for (int step = 0; step < 2; step++) {
                program.step(0, 0, Math.min(batch, images), RATE, 1, 1);
            }
            var _ = program.losses(0, 1);
            AtomicBoolean first = new AtomicBoolean(true);
            program.evaluate(() -> first.getAndSet(false));
            var _ = program.weights();
            return true;
        } catch (EngineException e) {
            if (DeviceMemory.isExhausted(e)) {
                memory.release();
                return false;
            }
            throw e;
        }
    }
}

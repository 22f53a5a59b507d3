package io.athanor.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Losses;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.TrialId;
import io.athanor.trainer.Asked;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.program.DeviceMemory;
import io.athanor.trainer.program.Torch;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Real steps under a limit of 500 MB more than the process has. A batch of all 10,000 images would
/// take more than 5 GB.
@EnabledOnOs(OS.LINUX)
class MemoryLimitTest {
    @TempDir private static Path folder;

    private static NDManager device;
    private static DataSets dataSets;

    @BeforeAll
    static void open() {
        Torch.start(1);
        device = NDManager.newBaseManager();
        dataSets = new DataSets(device, Path.of("data"), Map.of());
        dataSets.get("fashion-mnist-sample");
    }

    @AfterAll
    static void close() {
        device.close();
    }

    /// Freed memory that the allocator keeps must not look like memory that batches do not need.
    @Test
    void bindsTheLargestBatch() {
        try (Arena kept = Arena.ofConfined()) {
            List<Arena> freed = new ArrayList<>();
            for (int i = 0; i < 4000; i++) {
                freed.add(Arena.ofConfined());
                freed.getLast().allocate(100_000).fill((byte) 1);
                var _ = kept.allocate(16);
            }
            freed.forEach(Arena::close);
            bindsWithFreedMemory();
        }
    }

    private static void bindsWithFreedMemory() {
        DeviceMemory memory = limited();
        Prepared prepared = new Prepared();

        Ending ending = run(memory, "{\"batchSize\": 64, \"largestBatch\": true}", prepared);

        assertThat(ending).isEqualTo(new Ending.Released());
        int batch = prepared.preparations.getFirst().batchSize();
        System.out.printf(
                "largest batch %d, peak %d MB below the limit%n",
                batch, (memory.limit().orElseThrow() - memory.peak()) >> 20);
        assertThat(batch).isGreaterThan(64).isLessThan(5000);
        assertThat(batch % 16).isZero();
        assertThat(memory.peak()).isLessThan(memory.limit().orElseThrow());
    }

    @Test
    void makesABatchInfeasibleThatWouldNeedMoreAndLeavesTheNextTrialAlone() {
        DeviceMemory memory = limited();
        Prepared prepared = new Prepared();

        Ending tooLarge = run(memory, "{\"batchSize\": 10000}", prepared);
        Ending next = run(memory, "{\"batchSize\": 64}", prepared);

        assertThat(tooLarge)
                .isEqualTo(
                        new Ending.Infeasible(
                                "out of memory: a batch of 10000 images of 1x28x28 does not fit"));
        assertThat(next).isEqualTo(new Ending.Released());
        assertThat(prepared.preparations).extracting(Preparation::batchSize).containsExactly(64);
    }

    private static DeviceMemory limited() {
        DeviceMemory memory = new DeviceMemory(device.getDevice(), OptionalLong.empty());
        return new DeviceMemory(device.getDevice(), OptionalLong.of(memory.used() + 500_000_000));
    }

    /// Until the first losses are there.
    private static Ending run(DeviceMemory memory, String asked, Prepared prepared) {
        StopSignal signal = new StopSignal();
        prepared.signal = signal;
        Trainer trainer =
                Trainers.trainer(
                        device, dataSets, folder, Trainers.reportingEvery(Duration.ZERO), memory);
        return Trainers.run(
                trainer,
                new StartTrial(
                        TrialId.parse("t-1"),
                        1,
                        "fashion-mnist-sample",
                        1,
                        7,
                        Asked.hyperparameters(asked),
                        CurveRules.DEFAULT),
                prepared,
                signal);
    }

    private static class Prepared extends Recording {
        StopSignal signal = new StopSignal();

        @Override
        public void iterations(int first, Losses losses, int samples, double learningRate) {
            super.iterations(first, losses, samples, learningRate);
            signal.request(new Ending.Released());
        }
    }
}

package io.athanor.benchmarks.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Losses;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialCurve.ParameterStatistics;
import io.athanor.trainer.checkpoint.Checkpoints;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.program.DeviceMemory;
import io.athanor.trainer.program.Torch;
import io.athanor.trainer.reporting.ExecutionReport;
import io.athanor.trainer.reporting.Reports;
import io.athanor.trainer.training.Ending;
import io.athanor.trainer.training.Intervals;
import io.athanor.trainer.training.Progress;
import io.athanor.trainer.training.Provenance;
import io.athanor.trainer.training.StopSignal;
import io.athanor.trainer.training.Trainer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;

/// Whole trials on the caller's thread, with and without reports, with and without checkpoints.
final class TrialArms {
    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

    /// As by default.
    private static final Intervals STREAMED =
            new Intervals(Duration.ofSeconds(1), Duration.ofSeconds(60));

    private static final Intervals SILENT = new Intervals(Duration.ofDays(1), Duration.ofDays(1));

    private final NDManager device = NDManager.newBaseManager(Device.cpu());
    private final DataSets dataSets = new DataSets(device, Path.of("data"), Map.of());
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final Path folder;
    private final Reports reports;

    TrialArms(String bootstrapServers, String folder) {
        this.folder = Path.of(folder);
        this.reports = new Reports(Map.of("bootstrap.servers", bootstrapServers), JSON, metrics);
    }

    /// @param arm `reported`, `saved` or `silent`, and a blank and the message
    String run(String arm) {
        String[] words = arm.split(" ", 2);
        try {
            StartTrial trial = JSON.readValue(words[1], StartTrial.class);
            boolean reported = words[0].equals("reported");
            Trainer trainer = trainer(words[0], reported ? STREAMED : SILENT);
            if (!words[0].equals("saved")) {
                ownedByAnother(trial, words[0]);
            }
            return measured(trainer, trial, reported);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String measured(Trainer trainer, StartTrial trial, boolean reported) {
        long thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long process = SYSTEM.getProcessCpuTime();
        long begun = System.nanoTime();
        Progress progress = new Nobody();
        ExecutionReport report = null;
        if (reported) {
            report = reports.execution(trial, new TrainerId("benchmark"), "cpu");
            progress = report;
        }
        Ending ending = trainer.run(trial, Optional.empty(), progress, new StopSignal());
        if (report != null) {
            report.ended(ending);
        }
        if (!(ending instanceof Ending.Completed)) {
            throw new IllegalStateException(ending.toString());
        }
        double wall = (System.nanoTime() - begun) / 1e9;
        double core =
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - thread) / 1e9;
        return "%s %s %s".formatted(wall, core, (SYSTEM.getProcessCpuTime() - process) / 1e9);
    }

    private Trainer trainer(String arm, Intervals intervals) {
        return new Trainer(
                device,
                dataSets,
                new Checkpoints(folder.resolve(arm), metrics),
                intervals,
                new Provenance(device.getDevice(), "benchmark"),
                new DeviceMemory(device.getDevice(), OptionalLong.empty()),
                Torch.arithmetic(device.getDevice()));
    }

    private void ownedByAnother(StartTrial trial, String arm) throws IOException {
        Path owned =
                folder.resolve(arm)
                        .resolve(trial.trial().study().value())
                        .resolve(String.valueOf(trial.trial().number()));
        Files.createDirectories(owned);
        Files.writeString(owned.resolve("owner"), (trial.attempt() + 1) + " another");
    }

    private static final class Nobody implements Progress {
        @Override
        public void prepared(Preparation preparation, int classes, int firstIteration) {}

        @Override
        public void iterations(int first, Losses losses, int samples, double learningRate) {}

        @Override
        public void epoch(EpochMeasurement measurement) {}

        @Override
        public void weights(int epoch, List<ParameterStatistics> parameters) {}

        @Override
        public List<Future<?>> published() {
            return List.of();
        }

        @Override
        public void saved(int epoch, int iterations) {}
    }
}

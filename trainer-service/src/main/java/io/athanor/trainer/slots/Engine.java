package io.athanor.trainer.slots;

import ai.djl.ndarray.NDManager;
import io.athanor.trainer.checkpoint.Checkpoints;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.network.Arithmetic;
import io.athanor.trainer.program.DeviceMemory;
import io.athanor.trainer.program.Torch;
import io.athanor.trainer.training.Intervals;
import io.athanor.trainer.training.Provenance;
import io.athanor.trainer.training.Trainer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.ConfigProvider;

/// Starts what trains.
@Singleton
class Engine {
    private final TrainerConfig config;
    private final Capacity capacity;
    private final DataSetsConfig dataSets;
    private final MeterRegistry metrics;

    Engine(
            TrainerConfig config,
            Capacity capacity,
            DataSetsConfig dataSets,
            MeterRegistry metrics) {
        this.config = config;
        this.capacity = capacity;
        this.dataSets = dataSets;
        this.metrics = metrics;
    }

    /// Takes seconds. To be called once.
    Trainer start() {
        Torch.start(capacity.threads());
        NDManager device = NDManager.newBaseManager(Torch.device(config.device()));
        Arithmetic fastest = Torch.arithmetic(device.getDevice());
        DeviceMemory memory = new DeviceMemory(device.getDevice(), memoryLimit());
        show("used", memory, DeviceMemory::used);
        show("total", memory, DeviceMemory::total);
        return new Trainer(
                device,
                new DataSets(device, config.data(), dataSets.declared()),
                new Checkpoints(config.checkpoints(), metrics),
                new Intervals(config.reportInterval(), config.checkpointInterval()),
                new Provenance(device.getDevice(), version()),
                memory,
                new Arithmetic(
                        config.channelsLast().orElse(fastest.channelsLast()),
                        config.bfloat16(),
                        config.channelsLast().orElse(true) && fastest.blocked()));
    }

    private void show(String kind, DeviceMemory memory, ToDoubleFunction<DeviceMemory> bytes) {
        Gauge.builder("athanor.device.memory", memory, bytes)
                .baseUnit("bytes")
                .tag("kind", kind)
                .description(
                        "Memory of the device that the trainer trains on: of a GPU, or what the process may use of the machine's")
                .register(metrics);
    }

    private OptionalLong memoryLimit() {
        return config.memoryLimit()
                .map(limit -> OptionalLong.of(limit.asLongValue()))
                .orElseGet(OptionalLong::empty);
    }

    private static String version() {
        return ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
    }
}

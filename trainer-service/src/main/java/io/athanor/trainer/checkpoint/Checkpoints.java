package io.athanor.trainer.checkpoint;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.athanor.contracts.Pretrained.Weights;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.TrialId;
import io.athanor.trainer.program.HostTensor;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A folder that all trainers share: `<study>/<trial number>/` has the trial's checkpoint
/// (`checkpoint-<attempt>-<iterations>-<epochs>.json`, its manifest, and `.safetensors`), the
/// models `best.safetensors` and `last.safetensors`, and `network.json`, which describes them.
public final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path folder;
    private final MeterRegistry metrics;

    public Checkpoints(Path folder, MeterRegistry metrics) {
        this.folder = folder;
        this.metrics = metrics;
    }

    /// The newest checkpoint from which an attempt can go on: of an earlier attempt of the same
    /// trial, and whole. The first attempt begins anew whatever an earlier study of that name has
    /// left.
    public Optional<Checkpoint> newest(StartTrial trial) {
        if (trial.attempt() == 1) {
            return Optional.empty();
        }
        Path trials = folder(trial.trial());
        try {
            return names(trials).stream()
                    .filter(name -> name.attempt() <= trial.attempt())
                    .max(Comparator.naturalOrder())
                    .flatMap(name -> read(trials, name, trial));
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("no checkpoints, starting over: trial={} {}", trial.trial(), e.toString());
            return Optional.empty();
        }
    }

    /// Saves for an attempt, which from now on owns the trial's folder: older ones save no more,
    /// and what an earlier study of that name has left is removed by the first.
    ///
    /// @param network written to `network.json`
    public Saver saver(StartTrial trial, Object network) {
        return new Saver(folder(trial.trial()), trial, network, metrics);
    }

    /// The tensors of a trial's model by their PyTorch names.
    ///
    /// @throws MissingModel when there is none that can be read
    public Map<String, HostTensor> model(TrialId trial, Weights which) {
        Path file =
                folder(trial)
                        .resolve(
                                switch (which) {
                                    case BEST -> Saver.BEST;
                                    case LAST -> Saver.LAST;
                                });
        try {
            return SafeTensors.read(file);
        } catch (NoSuchFileException e) {
            throw new MissingModel("trial %s has no model: no file %s".formatted(trial, file), e);
        } catch (IOException | RuntimeException e) {
            throw new MissingModel(
                    "the model of trial %s cannot be read: %s".formatted(trial, e), e);
        }
    }

    private Path folder(TrialId trial) {
        return folder.resolve(trial.study().value()).resolve(String.valueOf(trial.number()));
    }

    private static Optional<Checkpoint> read(Path trials, FileName name, StartTrial trial) {
        Path manifest = trials.resolve(name.manifest());
        try {
            Manifest read = JSON.readValue(manifest.toFile(), Manifest.class);
            Path tensors = trials.resolve(name.tensors());
            Optional<String> refusal =
                    read.refusal(trial)
                            .or(() ->
                                    read.tensors().equals(name.tensors())
                                            ? Optional.empty()
                                            : Optional.of("its tensors are in " + read.tensors()));
            if (refusal.isEmpty() && Files.size(tensors) != read.bytes()) {
                refusal =
                        Optional.of(
                                "%s has %d bytes, not %d"
                                        .formatted(tensors, Files.size(tensors), read.bytes()));
            }
            if (refusal.isEmpty() && !Checksum.of(tensors).equals(read.crc32c())) {
                refusal = Optional.of("the checksum of " + tensors + " is wrong");
            }
            if (refusal.isPresent()) {
                refused(trial, manifest, refusal.get());
                return Optional.empty();
            }
            return Optional.of(new Checkpoint(read.position(), tensors));
        } catch (IOException | RuntimeException e) {
            refused(trial, manifest, e.toString());
            return Optional.empty();
        }
    }

    private static void refused(StartTrial trial, Path manifest, String why) {
        LOG.warn(
                "checkpoint refused, starting over: trial={} attempt={} checkpoint={} reason={}",
                trial.trial(),
                trial.attempt(),
                manifest,
                why);
    }

    /// The checkpoints of a folder that have a manifest.
    static List<FileName> names(Path trials) throws IOException {
        if (!Files.isDirectory(trials)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(trials)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .map(FileName::parse)
                    .flatMap(Optional::stream)
                    .toList();
        }
    }
}

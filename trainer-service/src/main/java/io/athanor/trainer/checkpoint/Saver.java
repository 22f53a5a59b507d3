package io.athanor.trainer.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.athanor.contracts.StartTrial;
import io.athanor.trainer.program.HostTensor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one attempt's checkpoints and models, on its own thread. A snapshot that is not written
/// yet when a newer one comes is dropped, but for its models: never more than two wait.
///
/// A checkpoint counts once its manifest is there, and that is put in place when the broker has
/// confirmed what was reported before it: else the next attempt would go on from where nobody has
/// heard of. Each file is written beside its place, forced to the disk and renamed, and the names
/// are forced before and after the manifest; a model that is the best and the last is one file with
/// two names, where the folder's file system has such. What cannot be written is logged and
/// counted, and training goes on.
public final class Saver implements AutoCloseable {
    public static final String BEST = "best.safetensors";
    public static final String LAST = "last.safetensors";

    private static final Logger LOG = LoggerFactory.getLogger(Saver.class);
    private static final String NETWORK = "network.json";

    /// Names the attempt that owns the folder.
    private static final String OWNER = "owner";

    private static final Duration LAST_SAVE = Duration.ofSeconds(4);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Path folder;
    private final StartTrial trial;
    private final Timer timer;
    private final Counter failures;
    private final String owner;
    private final Object network;

    /// No two savers write the same temporary file, whatever machines they are on.
    private final String execution;

    private final Thread thread;
    private final Map<String, Snapshot> models = new LinkedHashMap<>();
    private @Nullable Snapshot next;
    private boolean closing;
    private boolean owned;
    private boolean described;
    private volatile boolean superseded;

    Saver(Path folder, StartTrial trial, Object network, MeterRegistry metrics) {
        this.folder = folder;
        this.trial = trial;
        this.execution = UUID.randomUUID().toString();
        this.owner = trial.attempt() + " " + execution;
        this.network = network;
        this.timer =
                Timer.builder("athanor.checkpoint")
                        .description("Time to write a checkpoint, beside the training")
                        .register(metrics);
        this.failures =
                Counter.builder("athanor.checkpoint.failures")
                        .description("Checkpoints and models that could not be written")
                        .register(metrics);
        if (trial.attempt() > 1) {
            ownIfPossible();
        }
        this.thread = Thread.ofPlatform().daemon().name("saver-" + trial.trial()).start(this::run);
    }

    /// Before the first checkpoint, so that earlier attempts save no more. The first attempt has
    /// none before it, and must not remove what is there until it has something itself: the queue
    /// may have given out once more what was trained long ago.
    private void ownIfPossible() {
        try {
            own();
        } catch (IOException e) {
            // With the first checkpoint.
            failures.increment();
            LOG.warn("nothing can be saved yet: {} folder={} {}", keys(), folder, e.toString());
        }
    }

    /// Whether a newer attempt has the folder: then nothing is saved any more.
    public boolean isSuperseded() {
        return superseded;
    }

    /// Takes over what is to be written; does not wait for it.
    public synchronized void save(Snapshot snapshot) {
        next = snapshot;
        snapshot.models().forEach(model -> models.put(model, snapshot));
        notifyAll();
    }

    /// Waits until all is written, however long it takes, or until there is a hurry.
    public void finish(BooleanSupplier hurry) {
        saveNoMore();
        try {
            boolean written = false;
            while (!written && !hurry.getAsBoolean()) {
                written = thread.join(LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits, for seconds at most, until all is written.
    @Override
    public void close() {
        saveNoMore();
        try {
            if (!thread.join(LAST_SAVE)) {
                LOG.warn("not all was saved in time: {}", keys());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void saveNoMore() {
        closing = true;
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                Snapshot snapshot;
                Map<String, Snapshot> written;
                synchronized (this) {
                    while (next == null && !closing) {
                        wait();
                    }
                    if (next == null) {
                        return;
                    }
                    snapshot = next;
                    next = null;
                    written = new LinkedHashMap<>(models);
                    models.clear();
                }
                write(snapshot, written);
            }
        } catch (InterruptedException e) {
            LOG.debug("saver interrupted: {}", keys());
        }
    }

    private void write(Snapshot snapshot, Map<String, Snapshot> written)
            throws InterruptedException {
        Map<String, Snapshot> remaining = new LinkedHashMap<>(written);
        try {
            own();
            IdentityHashMap<Snapshot, String> placed = new IdentityHashMap<>();
            for (var model : written.entrySet()) {
                String name = model.getKey();
                Snapshot of = model.getValue();
                String same = placed.putIfAbsent(of, name);
                if (same == null || !link(name, same)) {
                    place(name, file -> SafeTensors.write(file, metadata(of), of.model()));
                }
                remaining.remove(name);
            }
            checkpoint(snapshot);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            forceNames();
            // With the next checkpoint: no later epoch is the best again.
            synchronized (this) {
                remaining.forEach(models::putIfAbsent);
            }
            failures.increment();
            LOG.warn("checkpoint not saved, training goes on: {} {}", keys(), e.toString());
        }
    }

    private Map<String, String> metadata(Snapshot model) {
        int epoch = model.position().measured().size();
        return Map.of(
                "format", "pt", "trial", trial.trial().toString(), "epoch", String.valueOf(epoch));
    }

    private void checkpoint(Snapshot snapshot) throws IOException, InterruptedException {
        Position position = snapshot.position();
        FileName name =
                new FileName(trial.attempt(), position.iterations(), position.measured().size());
        long begun = System.nanoTime();
        List<HostTensor> tensors = new ArrayList<>(snapshot.model());
        tensors.addAll(snapshot.training());
        String[] checksum = new String[1];
        place(
                name.tensors(),
                file -> {
                    Checksum sum = new Checksum(file);
                    SafeTensors.write(sum, Map.of("trial", trial.trial().toString()), tensors);
                    checksum[0] = sum.hex();
                });
        if (superseded) {
            return;
        }
        forceNames();
        timer.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        if (!isReported(snapshot)) {
            Files.deleteIfExists(folder.resolve(name.tensors()));
            return;
        }
        Manifest manifest =
                Manifest.of(
                        trial,
                        position,
                        name.tensors(),
                        Files.size(folder.resolve(name.tensors())),
                        checksum[0]);
        place(name.manifest(), Checkpoints.JSON.writeValueAsBytes(manifest));
        if (superseded) {
            return;
        }
        forceNames();
        removeOlder(name);
        LOG.debug("checkpoint saved: {} iterations={}", keys(), position.iterations());
        snapshot.inPlace().run();
    }

    /// Also what a process left that died while it wrote.
    private void removeOlder(FileName newest) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                boolean older =
                        FileName.parse(name)
                                .filter(n -> n.attempt() <= trial.attempt() && !n.equals(newest))
                                .isPresent();
                if (older || name.startsWith(".")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /// Waits until what was reported is published; gives up when there is a newer snapshot.
    private boolean isReported(Snapshot snapshot) throws InterruptedException {
        while (true) {
            try {
                for (Future<?> report : snapshot.reported()) {
                    report.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                }
                return true;
            } catch (TimeoutException e) {
                synchronized (this) {
                    if (next != null) {
                        return false;
                    }
                }
            } catch (ExecutionException e) {
                LOG.warn("reports are lost, so is the checkpoint after them: {}", keys(), e);
                return false;
            }
        }
    }

    /// Takes the folder over and describes the network in it, so far as that is not done.
    private void own() throws IOException {
        if (!owned && !superseded) {
            Files.createDirectories(folder);
            if (ownerAttempt() > trial.attempt()) {
                superseded = true;
                return;
            }
            if (trial.attempt() == 1) {
                clear();
            }
            move(OWNER, write(OWNER, file -> writeAll(file, owner.getBytes(UTF_8))));
            forceNames();
            owned = true;
        }
        if (!described) {
            place(
                    NETWORK,
                    Checkpoints.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(network));
            described = true;
        }
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private int ownerAttempt() throws IOException {
        Path file = folder.resolve(OWNER);
        if (!Files.exists(file)) {
            return 0;
        }
        String number = Files.readString(file).split(" ", 2)[0];
        return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : 0;
    }

    private interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    private void place(String name, byte[] content) throws IOException {
        place(name, file -> writeAll(file, content));
    }

    /// Puts a file in place, whole or not at all, if the folder is still this attempt's.
    private void place(String name, Content content) throws IOException {
        if (!superseded) {
            Files.createDirectories(folder);
            putInPlace(name, write(name, content));
        }
    }

    /// Puts the file in place that is called `same` as well.
    ///
    /// @return false where it cannot have two names
    private boolean link(String name, String same) throws IOException {
        Path temporary = temporary(name);
        try {
            Files.createLink(temporary, folder.resolve(same));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("a file cannot have two names here: {} {}", keys(), e.toString());
            return false;
        }
        putInPlace(name, temporary);
        return true;
    }

    private void putInPlace(String name, Path written) throws IOException {
        Path marker = folder.resolve(OWNER);
        if (Files.exists(marker) && !Files.readString(marker).equals(owner)) {
            superseded = true;
            Files.deleteIfExists(written);
            LOG.info("another attempt saves this trial now: {}", keys());
            return;
        }
        move(name, written);
    }

    private Path write(String name, Content content) throws IOException {
        Path temporary = temporary(name);
        // Not emptied: what a failure has left there may have another name.
        Files.deleteIfExists(temporary);
        try (FileChannel file =
                FileChannel.open(
                        temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(file);
            file.force(true);
            return temporary;
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private Path temporary(String name) {
        return folder.resolve("." + name + "." + execution);
    }

    private void move(String name, Path written) throws IOException {
        Files.move(
                written,
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /// What is in place now is so after a power failure too.
    private void forceNames() {
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        } catch (IOException e) {
            LOG.trace("folders cannot be forced to the disk here", e);
        }
    }

    private static void writeAll(FileChannel file, byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private String keys() {
        return "trial=%s attempt=%d".formatted(trial.trial(), trial.attempt());
    }
}

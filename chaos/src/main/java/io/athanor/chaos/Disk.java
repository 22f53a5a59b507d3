package io.athanor.chaos;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// Spoils what trainers save: the folder's disk is full, a checkpoint is cut short, a checkpoint is
/// another trial's. No training is lost: it goes on, or starts over, and its log says why.
final class Disk implements Drill {
    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        full(ground);
        damaged(ground, "truncated", Disk::truncate);
        damaged(ground, "exchanged", Disk::exchange);
        ground.expectHealthy();
    }

    private static void full(Ground ground) throws IOException, InterruptedException {
        Path checkpoints = ground.parts().checkpoints();
        boolean mounted = mount(checkpoints);
        if (!mounted) {
            ground.findings().add("only root can mount a small disk: it was not filled");
            return;
        }
        String study = ground.name("full-disk");
        try {
            Path ballast = checkpoints.resolve("ballast");
            FileStore disk = Files.getFileStore(checkpoints);
            Files.write(ballast, new byte[(int) disk.getUsableSpace() - 100_000]);
            Load.LONG.post(ground.api(), study, ground.seed());
            ground.api().awaitEnd(study);
            new Audit(ground.api(), ground.findings()).study(study, Load.LONG);
            ground.expectLogged("checkpoint not saved, training goes on");
            Files.delete(ballast);
            String after = ground.name("disk-with-room");
            ground.say("the disk of the checkpoints was full: training went on");
            Load.SINGLE.post(ground.api(), after, ground.seed());
            ground.api().awaitEnd(after);
            ground.findings()
                    .expect(
                            after,
                            "model is saved",
                            true,
                            Files.exists(checkpoints.resolve(after + "/1/best.safetensors")));
        } finally {
            run("umount", "-l", checkpoints.toString());
        }
    }

    private static boolean mount(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        return run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()) == 0;
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private interface Damage {
        void to(Path tensors, Path otherTensors) throws IOException;
    }

    /// Kills all trainers once the trial has a checkpoint, damages that, and starts them again.
    private static void damaged(Ground ground, String how, Damage damage)
            throws IOException, InterruptedException {
        String other = ground.name(how + "-other");
        Load.SINGLE.post(ground.api(), other, ground.seed() + 1);
        ground.api().awaitEnd(other);
        String study = ground.name(how);
        Load.LONG.post(ground.api(), study, ground.seed());
        Path folder = ground.parts().checkpoints().resolve(study + "/1");
        while (tensors(folder).isEmpty()) {
            Pause.of(20);
        }
        for (Part trainer : ground.parts().trainers()) {
            trainer.kill();
        }
        List<Path> saved = tensors(folder);
        if (saved.isEmpty()) {
            ground.findings().add(study + ": has no checkpoint any more");
        } else {
            Path otherFolder = ground.parts().checkpoints().resolve(other + "/1");
            damage.to(saved.getLast(), tensors(otherFolder).getLast());
        }
        for (Part trainer : ground.parts().trainers()) {
            trainer.start();
        }
        ground.api().awaitEnd(study);
        new Audit(ground.api(), ground.findings()).study(study, Load.LONG);
        ground.expectLogged("checkpoint refused, starting over: trial=" + study);
        ground.say("a checkpoint was %s: the trial started over".formatted(how));
    }

    private static void truncate(Path tensors, Path other) throws IOException {
        try (var file = Files.newByteChannel(tensors, StandardOpenOption.WRITE)) {
            file.truncate(Files.size(tensors) / 2);
        }
    }

    /// With its manifest, under this trial's name.
    private static void exchange(Path tensors, Path other) throws IOException {
        Files.copy(other, tensors, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                manifest(other),
                manifest(tensors),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path manifest(Path tensors) {
        return tensors.resolveSibling(
                tensors.getFileName().toString().replace(".safetensors", ".json"));
    }

    /// Those of checkpoints that have a manifest.
    private static List<Path> tensors(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("checkpoint-"))
                    .filter(file -> file.toString().endsWith(".safetensors"))
                    .filter(file -> Files.exists(manifest(file)))
                    .sorted()
                    .toList();
        }
    }
}

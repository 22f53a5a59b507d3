package io.athanor.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a process holds, on Linux.
///
/// @param heap bytes that live objects take, right after a collection
/// @param resident bytes of memory, native ones included
record Vitals(long heap, long resident, long files, long threads) {
    private static final int SCALE = 1 << 20;

    static Vitals of(Part part) throws IOException, InterruptedException {
        Path process = Path.of("/proc", Long.toString(part.pid()));
        return new Vitals(
                liveHeap(part.pid()),
                Files.readAllLines(process.resolve("status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum(),
                count(process.resolve("fd")),
                count(process.resolve("task")));
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    /// From the histogram of live objects, which collects first: `number: instances bytes class`.
    /// What collectors leave to fill gaps lives no more, and may be a twentieth of the heap.
    private static long liveHeap(long pid) throws IOException, InterruptedException {
        Process jcmd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        List<String[]> classes =
                jcmd.inputReader()
                        .lines()
                        .map(line -> line.strip().split("\\s+", 4))
                        .filter(columns -> columns.length == 4 && columns[0].matches("\\d+:"))
                        .toList();
        jcmd.waitFor();
        if (classes.isEmpty()) {
            throw new IOException("no histogram of process " + pid);
        }
        return classes.stream()
                .filter(columns -> !columns[3].contains("jdk.internal.vm.Filler"))
                .mapToLong(columns -> Long.parseLong(columns[2]))
                .sum();
    }

    @Override
    public String toString() {
        return "heap %d MiB, resident %d MiB, %d files, %d threads"
                .formatted(heap / SCALE, resident / SCALE, files, threads);
    }
}

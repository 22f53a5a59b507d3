package io.athanor.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /// From the histogram of live objects, which collects first; its last line is the total.
    private static long liveHeap(long pid) throws IOException, InterruptedException {
        Process jcmd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        String total =
                jcmd.inputReader()
                        .lines()
                        .filter(line -> line.startsWith("Total"))
                        .toList()
                        .getFirst();
        jcmd.waitFor();
        return Long.parseLong(total.strip().split("\\s+", 4)[2]);
    }

    @Override
    public String toString() {
        return "heap %d MiB, resident %d MiB, %d files, %d threads"
                .formatted(heap / SCALE, resident / SCALE, files, threads);
    }
}

package io.athanor.trainer.program;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/// The memory that training has. A GPU says itself when it has no more. On a CPU the system would
/// kill the process instead, so that what is used is watched and held below a limit.
public final class DeviceMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path PEAK = Path.of("/proc/self/clear_refs");

    private final Device device;
    private final boolean gpu;
    private final OptionalLong asked;

    /// @param asked bytes that the process may use on a CPU
    public DeviceMemory(Device device, OptionalLong asked) {
        this.device = device;
        this.gpu = device.isGpu();
        this.asked = asked;
    }

    /// Whether a program ended because there is no memory.
    public static boolean isExhausted(EngineException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("out of memory") || message.contains("can't allocate memory");
    }

    /// Whether every trial is to be held below the limit: where somebody has set one.
    public boolean isLimited() {
        return !gpu && asked.isPresent() && Files.isWritable(PEAK);
    }

    /// Bytes that the process may use: as asked, or nine tenths of the container's or the
    /// machine's; empty on a GPU, and where nothing can be watched.
    public OptionalLong limit() {
        if (gpu || !Files.isWritable(PEAK)) {
            return OptionalLong.empty();
        }
        var system =
                ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return asked.isPresent() ? asked : OptionalLong.of(system.getTotalMemorySize() / 10 * 9);
    }

    /// Bytes that are in use now: on a CPU by the process, on a GPU by all processes.
    public long used() {
        return gpu ? CudaUtils.getGpuMemory(device).getUsed() : status("VmRSS:");
    }

    /// Bytes that there are: on a CPU the process's limit, 0 where none is known.
    public long total() {
        return gpu ? CudaUtils.getGpuMemory(device).getMax() : limit().orElse(0);
    }

    /// Forgets the peak so far.
    public void reset() {
        try {
            Files.writeString(PEAK, "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The most bytes that the process used on the CPU since [#reset].
    public long peak() {
        return status("VmHWM:");
    }

    /// Gives the device, on a CPU the system, back what is kept of freed tensors.
    public void release() {
        if (gpu) {
            JniUtils.emptyCudaCache();
        } else {
            Allocator.trim();
        }
    }

    private static long status(String name) {
        try {
            String line =
                    Files.readAllLines(STATUS).stream()
                            .filter(entry -> entry.startsWith(name))
                            .findFirst()
                            .orElseThrow();
            return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.athanor.trainer.program;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.athanor.trainer.network.Arithmetic;

/// The engine of this process.
public final class Torch {
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    private Torch() {}

    /// Loads the engine from this program's libraries, without any network. The first start on a
    /// machine unpacks them, which takes seconds.
    ///
    /// @param threads that one operation may use
    public static void start(int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty(THREADS, String.valueOf(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        // On a GPU: the first batch of a shape tries cuDNN's algorithms, the others use the
        // fastest.
        System.setProperty("ai.djl.pytorch.cudnn_benchmark", "true");
        Engine.getEngine("PyTorch");
    }

    /// @param name `cpu`, `gpu` or `gpu:1`, as [#name] gives it
    /// @throws IllegalArgumentException when it names no kind of device
    public static Device device(String name) {
        if (!name.matches("cpu|gpu(:[0-9]{1,3})?")) {
            throw new IllegalArgumentException(
                    "athanor.trainer.device '%s': cpu, gpu or gpu:1".formatted(name));
        }
        int colon = name.indexOf(':');
        return name.equals("cpu")
                ? Device.cpu()
                : Device.gpu(colon < 0 ? 0 : Integer.parseInt(name.substring(colon + 1)));
    }

    /// That one operation may use.
    public static int threads() {
        return Integer.getInteger(THREADS, 1);
    }

    /// To be called on each thread that runs programs. Gradients are a mode of the thread, on in
    /// some and off in others. The optimiser of graphs would compile anew for the last, smaller
    /// batch of each epoch.
    public static void prepareThread() {
        JniUtils.setGradMode(true);
        JniUtils.setGraphExecutorOptimize(false);
    }

    /// What is fastest on the device with 32 bits.
    public static Arithmetic arithmetic(Device device) {
        return new Arithmetic(!device.isGpu(), false, !device.isGpu() && hasOneDnn());
    }

    /// Builds for other processors may come without it.
    private static boolean hasOneDnn() {
        return System.getProperty("os.arch").equals("amd64");
    }

    /// The device as people name it: `cpu`, `gpu:0`.
    public static String name(Device device) {
        return device.isGpu() ? "gpu:" + device.getDeviceId() : device.getDeviceType();
    }
}

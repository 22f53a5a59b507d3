package io.athanor.launcher.leash;

import java.lang.reflect.Field;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Java agent, given to every process that the launcher starts: halts the process once the launcher
/// is gone, even where it was killed without a chance to end its children. The agent's argument is
/// the launcher's process id.
public final class Leash {
    private static final long EVERY_MILLIS = 300;

    private Leash() {}

    public static void premain(String launcher) throws ReflectiveOperationException {
        leaveInterruptToTheLauncher();
        Optional<ProcessHandle> holder = ProcessHandle.of(Long.parseLong(launcher));
        ScheduledExecutorService watch =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("leash").factory());
        var _ =
                watch.scheduleWithFixedDelay(
                        () -> {
                            if (!holder.map(ProcessHandle::isAlive).orElse(false)) {
                                Runtime.getRuntime().halt(137);
                            }
                        },
                        0,
                        EVERY_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /// Ctrl-C reaches every process of a terminal at once, and the broker must not end before those
    /// who still have to tell it something. By reflection, because the compiler refuses `sun.misc`
    /// as a warning that nothing can suppress.
    private static void leaveInterruptToTheLauncher() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Field ignore = handler.getField("SIG_IGN");
        Object interrupt = signal.getConstructor(String.class).newInstance("INT");
        signal.getMethod("handle", signal, handler).invoke(null, interrupt, ignore.get(null));
    }
}

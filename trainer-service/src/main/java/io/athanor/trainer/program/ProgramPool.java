package io.athanor.trainer.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Programs that the engine has read and compiled, on one device. A program has no tensors of its
/// own, so the next trial with the same text can use it: in a study of learning rates every trial
/// can. Each is lent to one trial at a time.
public final class ProgramPool {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramPool.class);

    /// That no trial uses.
    private static final int MOST_IDLE = 16;

    private final NDManager device;

    /// The one that was used last comes first.
    private final Deque<Loaded> idle = new ArrayDeque<>();

    /// @param module that runs the methods of the text
    record Loaded(String text, PtSymbolBlock module) {}

    public ProgramPool(NDManager device) {
        this.device = device;
    }

    NDManager device() {
        return device;
    }

    /// @param text of methods, as TorchScript serialises them
    Loaded borrow(String text) {
        synchronized (this) {
            for (Iterator<Loaded> each = idle.iterator(); each.hasNext(); ) {
                Loaded loaded = each.next();
                if (loaded.text().equals(text)) {
                    each.remove();
                    return loaded;
                }
            }
        }
        return load(text);
    }

    synchronized void giveBack(Loaded loaded) {
        idle.addFirst(loaded);
        if (idle.size() > MOST_IDLE) {
            idle.removeLast().module().close();
        }
    }

    private Loaded load(String text) {
        LOG.debug("program:\n{}", text);
        try (var archive = new ByteArrayInputStream(Archive.pack(text))) {
            return new Loaded(
                    text, JniUtils.loadModule((PtNDManager) device, archive, true, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

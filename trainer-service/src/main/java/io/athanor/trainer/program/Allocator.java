package io.athanor.trainer.program;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The C library's allocator, or tcmalloc where that is preloaded. Both keep what is freed for
/// later, so that a process looks larger than it is.
@SuppressWarnings("restricted") // The trainer is started with access to native code.
final class Allocator {
    private static final Linker LINKER = Linker.nativeLinker();

    private Allocator() {}

    /// Gives the system back what is free; does nothing with an allocator that has no such call.
    static void trim() {
        MemorySegment tcmalloc = preloaded("MallocExtension_ReleaseFreeMemory");
        try {
            if (!tcmalloc.equals(MemorySegment.NULL)) {
                LINKER.downcallHandle(tcmalloc, FunctionDescriptor.ofVoid()).invokeExact();
                return;
            }
            MemorySegment glibc = LINKER.defaultLookup().find("malloc_trim").orElse(null);
            if (glibc != null) {
                FunctionDescriptor kept =
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
                int _ = (int) LINKER.downcallHandle(glibc, kept).invokeExact(0L);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Java looks up only what the C library has.
    ///
    /// @return `NULL` where no library of this process has it
    private static MemorySegment preloaded(String name) {
        MemorySegment dlsym = LINKER.defaultLookup().find("dlsym").orElse(null);
        if (dlsym == null) {
            return MemorySegment.NULL;
        }
        FunctionDescriptor lookUp =
                FunctionDescriptor.of(
                        ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        try (Arena memory = Arena.ofConfined()) {
            return (MemorySegment)
                    LINKER.downcallHandle(dlsym, lookUp)
                            .invokeExact(MemorySegment.NULL, memory.allocateFrom(name));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}

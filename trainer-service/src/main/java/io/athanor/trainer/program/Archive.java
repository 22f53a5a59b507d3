package io.athanor.trainer.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A TorchScript archive that holds methods and no tensors.
final class Archive {
    /// The pickled object: an instance of the class `__torch__.Program` with `training` set.
    private static final byte[] OBJECT =
            concat(
                    new byte[] {(byte) 0x80, 2},
                    "c__torch__\nProgram\n".getBytes(UTF_8),
                    new byte[] {'q', 0, ')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0},
                    "training".getBytes(UTF_8),
                    new byte[] {'q', 1, (byte) 0x88, 'u', 'b', 'q', 2, '.'});

    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

    private Archive() {}

    /// @param methods as TorchScript serialises them
    static byte[] pack(String methods) {
        String code =
                """
                class Program(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                """
                        + methods;
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            store(zip, "program/data.pkl", OBJECT);
            store(zip, "program/code/__torch__.py", code.getBytes(UTF_8));
            store(zip, "program/constants.pkl", NO_CONSTANTS);
            store(zip, "program/version", "3\n".getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archive.toByteArray();
    }

    /// The reader maps entries into memory: they must not be compressed.
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

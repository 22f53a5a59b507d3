package io.athanor.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/// What is in a file, unzipped where it was gzipped.
///
/// @param file for messages
record Content(String file, ByteBuffer bytes) {
    private static final int GZIP = 0x1f8b;

    static Content of(String file, InputStream stored) {
        try (InputStream plain = unzipped(stored)) {
            return new Content(file, ByteBuffer.wrap(plain.readAllBytes()));
        } catch (IOException e) {
            throw damaged(file, String.valueOf(e.getMessage()));
        }
    }

    static DataUnavailable damaged(String file, String how) {
        return new DataUnavailable("%s is damaged: %s. Get it anew.".formatted(file, how));
    }

    private static InputStream unzipped(InputStream stored) throws IOException {
        PushbackInputStream start = new PushbackInputStream(stored, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        boolean gzip = magic.length == 2 && ByteBuffer.wrap(magic).getShort() == (short) GZIP;
        return gzip ? new GZIPInputStream(start) : start;
    }
}

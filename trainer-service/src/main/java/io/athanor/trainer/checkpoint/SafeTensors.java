package io.athanor.trainer.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.trainer.program.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The file format safetensors: the length of a JSON header (8 bytes, little-endian), the header
/// with each tensor's type, shape and place, and the values one after another.
final class SafeTensors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;
    static final int PIECE = 1 << 20;
    private static final int LONGEST_HEADER = 100_000_000;

    private SafeTensors() {}

    static void write(
            WritableByteChannel file, Map<String, String> metadata, List<HostTensor> tensors)
            throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.set(METADATA, JSON.valueToTree(metadata));
        long offset = 0;
        for (HostTensor tensor : tensors) {
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", type(tensor.type()));
            entry.set("shape", JSON.valueToTree(tensor.shape()));
            long end = offset + tensor.bytes().remaining();
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = JSON.writeValueAsBytes(header);
        int padded = Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT;
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(padded).put(text);
        while (start.hasRemaining()) {
            start.put((byte) ' ');
        }
        writeAll(file, start.flip());
        for (HostTensor tensor : tensors) {
            writeAll(file, tensor.bytes().duplicate());
        }
    }

    /// The tensors of a file by their names.
    ///
    /// @throws IOException also when the file is none of this format
    static Map<String, HostTensor> read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            ByteBuffer length = readAll(file, 0, Long.BYTES, path);
            long header = length.getLong();
            if (header < 0 || header > LONGEST_HEADER) {
                throw new IOException(path + " has a header of " + header + " bytes");
            }
            JsonNode entries =
                    JSON.readTree(UTF_8.decode(readAll(file, Long.BYTES, header, path)).toString());
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            for (var entry : entries.properties()) {
                if (!entry.getKey().equals(METADATA)) {
                    long from = entry.getValue().get("data_offsets").get(0).asLong();
                    long to = entry.getValue().get("data_offsets").get(1).asLong();
                    List<Long> shape = new ArrayList<>();
                    entry.getValue().get("shape").forEach(size -> shape.add(size.asLong()));
                    tensors.put(
                            entry.getKey(),
                            new HostTensor(
                                    entry.getKey(),
                                    type(entry.getValue().get("dtype").asText()),
                                    shape,
                                    readAll(file, Long.BYTES + header + from, to - from, path)));
                }
            }
            return tensors;
        }
    }

    private static void writeAll(WritableByteChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            // For each write the channel keeps a copy outside the heap, as large as what it gets.
            ByteBuffer piece = bytes.slice(bytes.position(), Math.min(PIECE, bytes.remaining()));
            bytes.position(bytes.position() + file.write(piece));
        }
    }

    private static ByteBuffer readAll(FileChannel file, long from, long count, Path path)
            throws IOException {
        if (count < 0 || from + count > file.size()) {
            throw new IOException(path + " ends before " + (from + count));
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(count));
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new IOException(path + " ends before " + (from + count));
            }
        }
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String type(DataType type) {
        return switch (type) {
            case FLOAT32 -> "F32";
            case FLOAT64 -> "F64";
            default -> throw new IllegalArgumentException("no tensors of type " + type);
        };
    }

    private static DataType type(String type) throws IOException {
        return switch (type) {
            case "F32" -> DataType.FLOAT32;
            case "F64" -> DataType.FLOAT64;
            default -> throw new IOException("tensors of type " + type + " are not known");
        };
    }
}

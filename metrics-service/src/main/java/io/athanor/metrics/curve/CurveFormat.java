package io.athanor.metrics.curve;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Stop;
import io.athanor.contracts.TrialCurve.CurveStarted;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.metrics.rules.CurveJudge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bytes of a curve's state: JSON for the little that is said once, numbers for the rest. A
/// curve is read and written with every record of its trial, so it must be cheap.
public final class CurveFormat {
    private static final byte VERSION = 4;

    private final ObjectMapper mapper;

    /// What is said once. Of the maps, only what waits for missing iterations can be large, and
    /// that is rare.
    record Head(
            CurveStarted started,
            List<ExecutionId> replaced,
            @Nullable Stop stop,
            @Nullable Outcome outcome,
            Map<Integer, Curve.Held> ahead) {}

    public CurveFormat(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    public byte[] write(Curve curve) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024 + curve.thinning.bytes());
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeByte(VERSION);
            byte[] head = mapper.writeValueAsBytes(head(curve));
            out.writeInt(head.length);
            out.write(head);
            out.writeInt(curve.next);
            out.writeInt(curve.missing);
            out.writeInt(curve.judgedEpoch);
            out.writeDouble(curve.learningRate);
            out.writeLong(curve.stopDueAt);
            out.writeLong(curve.heardAt);
            curve.judge.save(out);
            write(curve.memories, out);
            out.writeInt(curve.epochs.size());
            for (EpochMeasurement epoch : curve.epochs.values()) {
                write(epoch, out);
            }
            ByteBuffer thinning = ByteBuffer.allocate(curve.thinning.bytes());
            curve.thinning.save(thinning);
            out.write(thinning.array());
        } catch (IOException e) {
            throw new UncheckedIOException("curve of " + curve.started.trial(), e);
        }
        return bytes.toByteArray();
    }

    /// Null where another version of the service wrote the bytes, or they are damaged: that curve
    /// is to be forgotten. To throw would end the stream thread, and the next one at the same
    /// bytes.
    public @Nullable Curve read(byte[] bytes) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            return in.readByte() == VERSION ? read(in) : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private Curve read(DataInputStream in) throws IOException {
        Head head = mapper.readValue(in.readNBytes(in.readInt()), Head.class);
        Curve curve = new Curve(head.started(), 0);
        curve.replaced.addAll(head.replaced());
        curve.stop = head.stop();
        curve.outcome = head.outcome();
        curve.ahead.putAll(head.ahead());
        curve.next = in.readInt();
        curve.missing = in.readInt();
        curve.judgedEpoch = in.readInt();
        curve.learningRate = in.readDouble();
        curve.stopDueAt = in.readLong();
        curve.heardAt = in.readLong();
        curve.judge.load(in);
        readMemories(in, curve.memories);
        for (int left = in.readInt(); left > 0; left--) {
            EpochMeasurement epoch = readEpoch(in);
            curve.epochs.put(epoch.epoch(), epoch);
        }
        curve.thinning.load(ByteBuffer.wrap(in.readAllBytes()));
        return curve;
    }

    /// What `judge` remembers.
    static byte[] bytes(CurveJudge judge) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            judge.save(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Makes `judge` remember `bytes`.
    static void restore(CurveJudge judge, byte[] bytes) {
        try {
            judge.load(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException("rules' state of " + bytes.length + " bytes", e);
        }
    }

    private static void write(Map<Integer, byte[]> memories, DataOutputStream out)
            throws IOException {
        out.writeByte(memories.size());
        for (Map.Entry<Integer, byte[]> memory : memories.entrySet()) {
            out.writeInt(memory.getKey());
            out.writeInt(memory.getValue().length);
            out.write(memory.getValue());
        }
    }

    private static void readMemories(DataInputStream in, Map<Integer, byte[]> memories)
            throws IOException {
        for (int left = in.readByte(); left > 0; left--) {
            int iteration = in.readInt();
            memories.put(iteration, in.readNBytes(in.readInt()));
        }
    }

    private static Head head(Curve curve) {
        return new Head(
                curve.started, List.copyOf(curve.replaced), curve.stop, curve.outcome, curve.ahead);
    }

    private static void write(EpochMeasurement epoch, DataOutputStream out) throws IOException {
        out.writeInt(epoch.epoch());
        out.writeInt(epoch.iterations());
        out.writeDouble(epoch.trainLoss());
        out.writeDouble(epoch.trainAccuracy());
        out.writeDouble(epoch.testLoss());
        out.writeDouble(epoch.testAccuracy());
        write(epoch.validationLoss(), out);
        write(epoch.validationAccuracy(), out);
        out.writeDouble(epoch.learningRate());
        out.writeDouble(epoch.seconds());
    }

    private static EpochMeasurement readEpoch(DataInputStream in) throws IOException {
        return new EpochMeasurement(
                in.readInt(),
                in.readInt(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                readNullable(in),
                readNullable(in),
                in.readDouble(),
                in.readDouble());
    }

    private static void write(@Nullable Double value, DataOutputStream out) throws IOException {
        out.writeBoolean(value != null);
        out.writeDouble(value == null ? 0 : value);
    }

    private static @Nullable Double readNullable(DataInputStream in) throws IOException {
        boolean present = in.readBoolean();
        double value = in.readDouble();
        return present ? value : null;
    }
}

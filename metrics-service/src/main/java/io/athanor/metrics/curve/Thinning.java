package io.athanor.metrics.curve;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Any number of losses in at most [#MOST_POINTS] points that keep the first, the last and the
/// extremes. Consecutive iterations share a bucket, which keeps its lowest and its highest loss and
/// the smoothed loss at its end; when the buckets are used up, each pair becomes one.
final class Thinning {
    static final int MOST_POINTS = 2_000;
    private static final int MOST_BUCKETS = MOST_POINTS / 2 - 1;
    private static final int BYTES_OF_BUCKET = 6 * Integer.BYTES;
    private static final int BYTES_OF_HEAD = 4 * Integer.BYTES;

    private int width = 2;
    private int size;
    private LossPoint first = new LossPoint(0, Float.NaN);
    private float last = Float.NaN;

    private int[] lowAt = new int[16];
    private int[] highAt = new int[16];
    private int[] endAt = new int[16];
    private float[] low = new float[16];
    private float[] high = new float[16];
    private float[] smoothed = new float[16];

    /// @param iteration higher than any before
    void add(int iteration, float loss, float smoothedLoss) {
        if (size == 0) {
            first = new LossPoint(iteration, loss);
        }
        last = loss;
        if (size > 0 && sameBucket(endAt[size - 1], iteration)) {
            extend(size - 1, iteration, loss, smoothedLoss);
            return;
        }
        while (size == MOST_BUCKETS) {
            halve();
        }
        if (size > 0 && sameBucket(endAt[size - 1], iteration)) {
            extend(size - 1, iteration, loss, smoothedLoss);
        } else {
            open(iteration, loss, smoothedLoss);
        }
    }

    /// Forgets `iteration` and all after it. Of the bucket that it falls into, the extremes before
    /// it stay: while buckets hold two losses, nothing before it is lost.
    void forgetFrom(int iteration) {
        while (size > 0 && endAt[size - 1] >= iteration && !keepBefore(size - 1, iteration)) {
            size--;
        }
        if (size == 0) {
            width = 2;
            last = Float.NaN;
        } else {
            last = lowAt[size - 1] > highAt[size - 1] ? low[size - 1] : high[size - 1];
        }
    }

    /// Its smoothed loss stays what it was at its end, a few iterations later.
    ///
    /// @return whether anything of the bucket is left
    private boolean keepBefore(int bucket, int iteration) {
        if (lowAt[bucket] >= iteration && highAt[bucket] >= iteration) {
            return false;
        }
        if (lowAt[bucket] >= iteration) {
            lowAt[bucket] = highAt[bucket];
            low[bucket] = high[bucket];
        } else if (highAt[bucket] >= iteration) {
            highAt[bucket] = lowAt[bucket];
            high[bucket] = low[bucket];
        }
        endAt[bucket] = Math.max(lowAt[bucket], highAt[bucket]);
        return true;
    }

    /// The kept losses in the order of their iterations.
    List<LossPoint> points() {
        List<LossPoint> points = new ArrayList<>(2 * size + 2);
        for (int i = 0; i < size; i++) {
            LossPoint lowest = new LossPoint(lowAt[i], low[i]);
            LossPoint highest = new LossPoint(highAt[i], high[i]);
            if (i == 0 && Math.min(lowAt[0], highAt[0]) > first.iteration()) {
                points.add(first);
            }
            points.add(lowAt[i] < highAt[i] ? lowest : highest);
            if (lowAt[i] != highAt[i]) {
                points.add(lowAt[i] < highAt[i] ? highest : lowest);
            }
        }
        if (size > 0 && Math.max(lowAt[size - 1], highAt[size - 1]) < endAt[size - 1]) {
            points.add(new LossPoint(endAt[size - 1], last));
        }
        return points;
    }

    /// The smoothed losses at the ends of the buckets, in order.
    List<LossPoint> smoothed() {
        List<LossPoint> points = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            points.add(new LossPoint(endAt[i], smoothed[i]));
        }
        return points;
    }

    /// The newest loss; NaN before the first.
    float last() {
        return last;
    }

    private boolean sameBucket(int one, int other) {
        return (one - 1) / width == (other - 1) / width;
    }

    private void extend(int bucket, int iteration, float loss, float smoothedLoss) {
        // Float.compare puts NaN above all: it is an extreme worth keeping.
        if (Float.compare(loss, low[bucket]) < 0) {
            low[bucket] = loss;
            lowAt[bucket] = iteration;
        }
        if (Float.compare(loss, high[bucket]) > 0) {
            high[bucket] = loss;
            highAt[bucket] = iteration;
        }
        endAt[bucket] = iteration;
        smoothed[bucket] = smoothedLoss;
    }

    private void open(int iteration, float loss, float smoothedLoss) {
        reserve(size + 1);
        low[size] = loss;
        lowAt[size] = iteration;
        high[size] = loss;
        highAt[size] = iteration;
        endAt[size] = iteration;
        smoothed[size] = smoothedLoss;
        size++;
    }

    private void halve() {
        width *= 2;
        int kept = 0;
        for (int i = 1; i < size; i++) {
            if (!sameBucket(endAt[kept], endAt[i])) {
                kept++;
                copy(i, kept);
                continue;
            }
            if (Float.compare(low[i], low[kept]) < 0) {
                low[kept] = low[i];
                lowAt[kept] = lowAt[i];
            }
            if (Float.compare(high[i], high[kept]) > 0) {
                high[kept] = high[i];
                highAt[kept] = highAt[i];
            }
            endAt[kept] = endAt[i];
            smoothed[kept] = smoothed[i];
        }
        size = kept + 1;
    }

    private void copy(int from, int to) {
        low[to] = low[from];
        lowAt[to] = lowAt[from];
        high[to] = high[from];
        highAt[to] = highAt[from];
        endAt[to] = endAt[from];
        smoothed[to] = smoothed[from];
    }

    private void reserve(int capacity) {
        if (capacity <= low.length) {
            return;
        }
        int grown = Math.min(MOST_BUCKETS, 2 * capacity);
        lowAt = Arrays.copyOf(lowAt, grown);
        highAt = Arrays.copyOf(highAt, grown);
        endAt = Arrays.copyOf(endAt, grown);
        low = Arrays.copyOf(low, grown);
        high = Arrays.copyOf(high, grown);
        smoothed = Arrays.copyOf(smoothed, grown);
    }

    int bytes() {
        return BYTES_OF_HEAD + Integer.BYTES + size * BYTES_OF_BUCKET;
    }

    void save(ByteBuffer out) {
        out.putInt(width).putInt(size);
        out.putInt(first.iteration()).putFloat(first.loss()).putFloat(last);
        for (int[] values : new int[][] {lowAt, highAt, endAt}) {
            out.asIntBuffer().put(values, 0, size);
            out.position(out.position() + size * Integer.BYTES);
        }
        for (float[] values : new float[][] {low, high, smoothed}) {
            out.asFloatBuffer().put(values, 0, size);
            out.position(out.position() + size * Float.BYTES);
        }
    }

    void load(ByteBuffer in) {
        width = in.getInt();
        size = 0;
        int saved = in.getInt();
        first = new LossPoint(in.getInt(), in.getFloat());
        last = in.getFloat();
        reserve(saved);
        size = saved;
        for (int[] values : new int[][] {lowAt, highAt, endAt}) {
            in.asIntBuffer().get(values, 0, size);
            in.position(in.position() + size * Integer.BYTES);
        }
        for (float[] values : new float[][] {low, high, smoothed}) {
            in.asFloatBuffer().get(values, 0, size);
            in.position(in.position() + size * Float.BYTES);
        }
    }
}

package io.athanor.scheduler.pruning;

import java.util.Arrays;

/// Finite numbers in order, kept so as they come and go.
final class SortedValues {
    private double[] values = new double[16];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        int at = rank(value);
        System.arraycopy(values, at, values, at + 1, size - at);
        values[at] = value;
        size++;
    }

    void remove(double value) {
        int at = rank(value);
        if (at < size && values[at] == value) {
            System.arraycopy(values, at + 1, values, at, size - at - 1);
            size--;
        }
    }

    int size() {
        return size;
    }

    /// How many are lower than `value`.
    int rank(double value) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    double get(int index) {
        return values[index];
    }

    /// The percentile, between two values in proportion (as numpy's default).
    double percentile(double percent) {
        double place = percent / 100 * (size - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, size - 1);
        return values[below] + (place - below) * (values[above] - values[below]);
    }
}

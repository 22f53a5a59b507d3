package io.athanor.benchmarks.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What repeated measurements say.
final class Spread {
    private final List<Double> sorted;

    /// @param values at least one
    Spread(List<Double> values) {
        sorted = new ArrayList<>(values);
        Collections.sort(sorted);
    }

    double median() {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /// The least value that is not below `percent` of them.
    double percentile(double percent) {
        return sorted.get(Math.max(0, (int) Math.ceil(percent / 100 * sorted.size()) - 1));
    }

    double least() {
        return sorted.getFirst();
    }

    double most() {
        return sorted.getLast();
    }

    /// The lower end of the sign test's 95 % interval of the median, which assumes nothing of how
    /// the values are distributed.
    double low() {
        return sorted.get(outside());
    }

    /// Its upper end.
    double high() {
        return sorted.get(sorted.size() - 1 - outside());
    }

    /// How many of the smallest values lie below the interval, and how many of the largest above.
    private int outside() {
        int count = sorted.size();
        double term = Math.pow(0.5, count);
        double below = term;
        int outside = 0;
        while (below <= 0.025) {
            outside++;
            term *= (count - outside + 1.0) / outside;
            below += term;
        }
        return Math.max(outside - 1, 0);
    }
}

package io.athanor.scheduler.search;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// fANOVA (Hutter and others 2014): a random forest of 64 trees is fitted to the trials; of the
/// variance of each tree over the whole space, the share that a parameter explains by itself.
///
/// Unlike Optuna, choices without order are one axis, by index, and not one for each.
final class Fanova {
    private static final int TREES = 64;

    private Fanova() {}

    /// The parameters that all trials have, and more than one value of.
    static Map<String, Double> importances(List<Axis> axes, List<Observation> trials, long seed) {
        int[] used =
                IntStream.range(0, axes.size())
                        .filter(a -> !axes.get(a).isSingle())
                        .filter(a -> trials.stream().noneMatch(t -> Double.isNaN(t.coordinate(a))))
                        .toArray();
        Map<String, Double> importances = new LinkedHashMap<>();
        if (trials.size() < 2) {
            return importances;
        }
        double[][] rows = new double[trials.size()][];
        double[] values = new double[trials.size()];
        for (int i = 0; i < rows.length; i++) {
            Observation trial = trials.get(i);
            rows[i] =
                    Arrays.stream(used)
                            .mapToDouble(a -> axes.get(a).unscaled(trial.coordinate(a)))
                            .toArray();
            values[i] = trial.value();
        }
        // The bounds of what the trees see: values as they are, and half a step beyond choices.
        double[] low = Arrays.stream(used).mapToDouble(a -> edge(axes.get(a), -1)).toArray();
        double[] high = Arrays.stream(used).mapToDouble(a -> edge(axes.get(a), 1)).toArray();
        double[] shares = shares(rows, values, low, high, new SplittableRandom(seed));
        for (int i = 0; i < used.length; i++) {
            importances.put(axes.get(used[i]).name(), shares[i]);
        }
        return importances;
    }

    private static double edge(Axis axis, int direction) {
        double half = axis.choices() > 0 ? 0.5 : 0;
        return direction < 0 ? axis.low() - half : axis.high() + half;
    }

    private static double[] shares(
            double[][] rows, double[] values, double[] low, double[] high, SplittableRandom dice) {
        double[] shares = new double[low.length];
        int counted = 0;
        for (int tree = 0; tree < TREES; tree++) {
            int[] drawn = dice.ints(rows.length, 0, rows.length).toArray();
            RegressionTree grown = RegressionTree.grow(rows, values, drawn, low, high);
            double variance = grown.variance();
            if (variance > 0) {
                counted++;
                for (int a = 0; a < shares.length; a++) {
                    shares[a] += grown.variance(a) / variance;
                }
            }
        }
        int trees = Math.max(1, counted);
        return Arrays.stream(shares).map(share -> share / trees).toArray();
    }
}

package io.athanor.scheduler.search;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// PED-ANOVA (Watanabe and others 2023) as Optuna 5 has it, for conditional parameters too: how far
/// the density of the best tenth of the trials is from that of all of them, parameter by parameter.
final class PedAnova {
    private static final double BEST = 0.1;
    private static final int STEPS = 50;
    private static final double NOTHING = 1e-12;
    private static final double NARROWEST = 0.5 / 1.64;

    private PedAnova() {}

    static Map<String, Double> importances(List<Axis> axes, List<Observation> trials) {
        Map<String, Double> importances = new LinkedHashMap<>();
        axes.forEach(axis -> importances.put(axis.name(), 0.0));
        if (trials.size() < 2) {
            return importances;
        }
        double[] values = trials.stream().mapToDouble(Observation::value).sorted().toArray();
        double cutOff = values[(int) Math.ceil(BEST * values.length) - 1];
        List<Observation> best = trials.stream().filter(trial -> trial.value() <= cutOff).toList();
        for (int a = 0; a < axes.size(); a++) {
            importances.put(axes.get(a).name(), importance(axes.get(a), a, best, trials));
        }
        double sum = importances.values().stream().mapToDouble(Double::doubleValue).sum();
        if (sum > 0) {
            importances.replaceAll((_, importance) -> importance / sum);
        }
        return importances;
    }

    private static double importance(
            Axis axis, int a, List<Observation> best, List<Observation> all) {
        double[] bestOn = on(a, best);
        double[] allOn = on(a, all);
        if (axis.isSingle() || bestOn.length == 0 || allOn.length < 2) {
            return 0;
        }
        double[] ofBest = density(axis, bestOn);
        double[] ofAll = density(axis, allOn);
        double divergence = 0;
        for (int i = 0; i < ofAll.length; i++) {
            double difference = (ofBest[i] + NOTHING) / (ofAll[i] + NOTHING) - 1;
            divergence += (ofAll[i] + NOTHING) * difference * difference;
        }
        double shareOfBest = bestOn.length / (double) best.size();
        double shareOfAll = allOn.length / (double) all.size();
        return shareOfBest * shareOfBest / shareOfAll * divergence;
    }

    private static double[] on(int a, List<Observation> trials) {
        return trials.stream()
                .mapToDouble(trial -> trial.coordinate(a))
                .filter(coordinate -> !Double.isNaN(coordinate))
                .toArray();
    }

    private static double[] density(Axis axis, double[] coordinates) {
        if (axis.choices() > 0) {
            int[] counts = new int[axis.choices()];
            for (double choice : coordinates) {
                counts[(int) choice]++;
            }
            return ofChoices(counts);
        }
        return onGrid(counts(axis, coordinates));
    }

    /// How many trials are nearest to each point of a grid over the axis.
    private static int[] counts(Axis axis, double[] coordinates) {
        double low = axis.scaled(axis.low());
        double high = axis.scaled(axis.high());
        int steps = STEPS;
        if (axis.step() > 0 && axis.log()) {
            double doublings = Math.log(axis.high() - axis.low() + 1) / Math.log(2);
            steps = Math.min(steps, (int) Math.ceil(doublings) + 1);
        } else if (axis.step() > 0) {
            steps = (int) Math.min(steps, Math.rint((high - low) / axis.step()) + 1);
        }
        int[] counts = new int[steps];
        double width = (high - low) / (steps - 1);
        for (double coordinate : coordinates) {
            int index = (int) Math.ceil((coordinate - low) / width - 0.5);
            counts[Math.clamp(index, 0, steps - 1)]++;
        }
        return counts;
    }

    /// A mixture of one normal distribution around each point that has trials, as wide as Scott's
    /// rule says, and a wide one in the middle that counts as one trial.
    private static double[] onGrid(int[] counts) {
        int[] points = points(counts);
        double total = Arrays.stream(counts).sum();
        double deviation = Math.max(deviation(counts, points, total), NARROWEST);
        double[] density = new double[counts.length];
        for (int point : points) {
            add(density, point, deviation, counts[point] / (total + 1));
        }
        add(density, (counts.length - 1) / 2.0, counts.length, 1 / (total + 1));
        return density;
    }

    private static int[] points(int[] counts) {
        return IntStream.range(0, counts.length).filter(point -> counts[point] > 0).toArray();
    }

    private static double deviation(int[] counts, int[] points, double total) {
        double mean = 0;
        for (int point : points) {
            mean += point * counts[point] / total;
        }
        double squares = 0;
        int[] upTo = new int[points.length];
        for (int i = 0; i < points.length; i++) {
            squares += counts[points[i]] * (points[i] - mean) * (points[i] - mean);
            upTo[i] = (i == 0 ? 0 : upTo[i - 1]) + counts[points[i]];
        }
        double standard = Math.sqrt(squares / Math.max(1, total - 1));
        int first = 0;
        while (upTo[first] < Math.floor(total / 4)) {
            first++;
        }
        int third = 0;
        while (third < points.length - 1 && upTo[third] <= Math.floor(total * 3 / 4)) {
            third++;
        }
        double quartiles = points[third] - points[first];
        return 1.059 * Math.min(quartiles / 1.34, standard) * Math.pow(total, -0.2);
    }

    private static void add(double[] density, double mean, double deviation, double weight) {
        double low = (-0.5 - mean) / deviation;
        double high = (density.length - 0.5 - mean) / deviation;
        double mass = Gaussian.logMass(low, high);
        for (int i = 0; i < density.length; i++) {
            double left = (i - 0.5 - mean) / deviation;
            double right = (i + 0.5 - mean) / deviation;
            density[i] += weight * Math.exp(Gaussian.logMass(left, right) - mass);
        }
    }

    private static double[] ofChoices(int[] counts) {
        int[] observed = points(counts);
        int kernels = observed.length + 1;
        double total = Arrays.stream(counts).sum();
        double row = 1 + counts.length / (double) kernels;
        double[] density = new double[counts.length];
        for (int choice : observed) {
            for (int i = 0; i < density.length; i++) {
                double weight = 1.0 / kernels + (i == choice ? 1 : 0);
                density[i] += counts[choice] / (total + 1) * weight / row;
            }
        }
        for (int i = 0; i < density.length; i++) {
            density[i] += 1 / (total + 1) / density.length;
        }
        return density;
    }
}

package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The tree-structured Parzen estimator, as Optuna 5 has it: of the trials so far the best tenth,
/// and the rest, each make a density; of some points drawn from the density of the good ones, the
/// one that is likeliest good is suggested.
///
/// What differs from Optuna: a point that was tried is not suggested again; and of the rest, more
/// than [#MOST_KERNELS] are thinned evenly by age, so that a suggestion never takes longer than
/// with so many.
final class TpeSampler implements Sampler {
    static final int MOST_KERNELS = 1_000;
    private static final int MOST_GOOD = 25;
    private static final int DRAWS = 10;

    private final Space space;
    private final long seed;
    private final SamplerSpec.Tpe options;
    private final RandomSampler random;
    private final List<List<Integer>> groups;

    TpeSampler(Space space, long seed, SamplerSpec.Tpe options) {
        this.space = space;
        this.seed = seed;
        this.options = options;
        this.random = new RandomSampler(space, seed);
        this.groups = groups(space, options);
    }

    /// The axes that are drawn together, as indices, parents of conditions first.
    private static List<List<Integer>> groups(Space space, SamplerSpec.Tpe options) {
        Map<Object, List<Integer>> groups = new LinkedHashMap<>();
        List<Axis> axes = space.axes();
        for (int a = 0; a < axes.size(); a++) {
            Map<String, List<Object>> when = axes.get(a).parameter().when();
            boolean together =
                    options.multivariate()
                            && !axes.get(a).isSingle()
                            && (when.isEmpty() || options.group());
            groups.computeIfAbsent(together ? when : (Object) a, _ -> new ArrayList<>()).add(a);
        }
        return List.copyOf(groups.values());
    }

    @Override
    public Suggestion suggest(int number, History history) {
        if (history.ended().size() >= options.startupTrials()) {
            RandomGenerator dice = new SplittableRandom(Seeds.of(seed, number));
            List<Observation> good = good(history);
            List<Observation> rest = rest(history, good);
            Map<List<Integer>, Densities> known = new HashMap<>();
            for (int draw = 0; draw < DRAWS; draw++) {
                Point point =
                        draw(
                                group ->
                                        known.computeIfAbsent(
                                                group, _ -> densities(group, good, rest)),
                                dice);
                if (!history.tried(point)) {
                    return Suggestion.Try.of(point);
                }
            }
        }
        return random.suggest(number, history);
    }

    /// The best, by number.
    private static List<Observation> good(History history) {
        return history.ranked().stream()
                .limit(good(history.ended().size()))
                .sorted(Comparator.comparingInt(Observation::number))
                .toList();
    }

    /// How many of so many trials count as good: a tenth, rounded up, at most 25.
    static int good(int trials) {
        return Math.min((trials + 9) / 10, MOST_GOOD);
    }

    /// All others by number, and with the constant liar those on their way.
    private List<Observation> rest(History history, List<Observation> good) {
        Set<Observation> left = new HashSet<>(good);
        List<Observation> rest = new ArrayList<>();
        for (Observation observation : history.ended()) {
            if (!left.contains(observation)) {
                rest.add(observation);
            }
        }
        if (options.constantLiar()) {
            rest.addAll(history.pending());
            rest.sort(Comparator.comparingInt(Observation::number));
        }
        return rest;
    }

    private Point draw(Function<List<Integer>, Densities> densities, RandomGenerator dice) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (List<Integer> group : groups) {
            Axis first = space.axes().get(group.getFirst());
            if (!space.holds(first, values)) {
                continue;
            }
            if (first.isSingle()) {
                values.put(first.name(), first.value(first.scaled(first.low())));
            } else {
                double[] drawn = likeliest(densities.apply(group), dice);
                for (int a = 0; a < drawn.length; a++) {
                    Axis axis = space.axes().get(group.get(a));
                    values.put(axis.name(), axis.value(drawn[a]));
                }
            }
        }
        return Point.of(values);
    }

    /// On the axes of a group.
    private record Densities(ParzenEstimator good, ParzenEstimator rest) {
        double logRatio(double[] point) {
            return good.logDensity(point) - rest.logDensity(point);
        }
    }

    private Densities densities(
            List<Integer> group, List<Observation> good, List<Observation> rest) {
        List<Axis> axes = group.stream().map(space.axes()::get).toList();
        return new Densities(estimator(group, axes, good), estimator(group, axes, rest));
    }

    private double[] likeliest(Densities densities, RandomGenerator dice) {
        return Stream.generate(() -> densities.good().draw(dice))
                .limit(options.candidates())
                .map(point -> Map.entry(densities.logRatio(point), point))
                .max(Map.Entry.comparingByKey())
                .orElseThrow()
                .getValue();
    }

    /// The density of the observations that have all of the axes.
    private static ParzenEstimator estimator(
            List<Integer> group, List<Axis> axes, List<Observation> observations) {
        List<Observation> on = new ArrayList<>();
        for (Observation observation : observations) {
            if (observation.isOnAll(group)) {
                on.add(observation);
            }
        }
        int kept = Math.min(on.size(), MOST_KERNELS);
        double[][] observed = new double[axes.size()][kept];
        for (int i = 0; i < kept; i++) {
            Observation observation = on.get((int) ((long) i * on.size() / kept));
            for (int a = 0; a < observed.length; a++) {
                observed[a][i] = observation.coordinate(group.get(a));
            }
        }
        return ParzenEstimator.thinned(axes, observed, on.size());
    }
}

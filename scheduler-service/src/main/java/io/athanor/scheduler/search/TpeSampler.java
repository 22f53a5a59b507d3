package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

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
    private static final Comparator<Observation> BY_NUMBER =
            Comparator.comparingInt(Observation::number);

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
            Densities densities = new Densities(history, good(history));
            for (int draw = 0; draw < DRAWS; draw++) {
                Point point = draw(densities, dice);
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
                .sorted(BY_NUMBER)
                .toList();
    }

    /// How many of so many trials count as good: a tenth, rounded up, at most 25.
    static int good(int trials) {
        return Math.min((trials + 9) / 10, MOST_GOOD);
    }

    private Point draw(Densities densities, RandomGenerator dice) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (List<Integer> group : groups) {
            Axis first = space.axes().get(group.getFirst());
            if (!space.holds(first, values)) {
                continue;
            }
            if (first.isSingle()) {
                values.put(first.name(), first.value(first.scaled(first.low())));
            } else {
                double[] drawn = likeliest(densities.of(group), dice);
                for (int a = 0; a < drawn.length; a++) {
                    Axis axis = space.axes().get(group.get(a));
                    values.put(axis.name(), axis.value(drawn[a]));
                }
            }
        }
        return Point.of(values);
    }

    private double[] likeliest(Pair densities, RandomGenerator dice) {
        double[] likeliest = densities.good().draw(dice);
        double highest = densities.logRatio(likeliest);
        for (int i = 1; i < options.candidates(); i++) {
            double[] point = densities.good().draw(dice);
            double ratio = densities.logRatio(point);
            if (ratio > highest) {
                highest = ratio;
                likeliest = point;
            }
        }
        return likeliest;
    }

    private record Pair(ParzenEstimator good, ParzenEstimator rest) {
        double logRatio(double[] point) {
            return good.logDensity(point) - rest.logDensity(point);
        }
    }

    /// The densities of the good trials and of the rest, each made when it is first asked for.
    private final class Densities {
        private final History history;
        private final List<Observation> good;
        private final List<Observation> rest;
        private final Map<List<Integer>, Pair> known = new HashMap<>();

        Densities(History history, List<Observation> good) {
            this.history = history;
            this.good = good;
            this.rest = rest();
        }

        /// All but the good ones by number, and with the constant liar those on their way.
        private List<Observation> rest() {
            List<Observation> ended = history.ended();
            List<Observation> others = new ArrayList<>(ended.size() + history.pending().size());
            int from = 0;
            for (Observation one : good) {
                int at = Collections.binarySearch(ended, one, BY_NUMBER);
                others.addAll(ended.subList(from, at));
                from = at + 1;
            }
            others.addAll(ended.subList(from, ended.size()));
            if (options.constantLiar()) {
                history.pending().forEach(trial -> History.insert(others, trial));
            }
            return others;
        }

        /// On the axes of a group.
        Pair of(List<Integer> group) {
            return known.computeIfAbsent(
                    group, _ -> new Pair(estimator(group, good), estimator(group, rest)));
        }

        /// The density of the observations that have all of the axes.
        private ParzenEstimator estimator(List<Integer> group, List<Observation> observations) {
            List<Observation> on =
                    history.areOnAll(group)
                            ? observations
                            : observations.stream().filter(o -> o.isOnAll(group)).toList();
            int kept = Math.min(on.size(), MOST_KERNELS);
            double[][] observed = new double[group.size()][kept];
            for (int i = 0; i < kept; i++) {
                Observation observation = on.get((int) ((long) i * on.size() / kept));
                for (int a = 0; a < observed.length; a++) {
                    observed[a][i] = observation.coordinate(group.get(a));
                }
            }
            List<Axis> axes = group.stream().map(space.axes()::get).toList();
            return ParzenEstimator.thinned(axes, observed, on.size());
        }
    }
}

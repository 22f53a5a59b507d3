package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec.Stage;
import io.athanor.contracts.SamplerSpec.Tpe;
import io.athanor.scheduler.search.History.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One stage of the guided sampler. Its first trial is the point it starts from, with the stage's
/// share of the data, unless that was tried already: what the stage buys is measured against it.
final class StageSearcher {
    static final String DATA_FRACTION = "dataFraction";
    private static final int FEWEST_RANDOM = 3;

    private final long seed;
    private final Stage stage;
    private final Point start;
    private final Space part;
    private final Space space;
    private final History history;

    /// The trials of this stage and the one it starts from, by number.
    private final List<Observation> over;

    private final List<Observation> pending;

    /// @param start the best point of the stages before
    StageSearcher(Space space, long seed, Stage stage, Point start, History history) {
        this.space = space;
        this.seed = Seeds.of(seed, stage.name().hashCode());
        this.stage = stage;
        this.start = withData(start);
        this.part = space.part(stage.parameters(), start);
        this.history = history;
        this.over =
                history.ended().stream()
                        .filter(trial -> isOfThis(trial) || trial.point().equals(this.start))
                        .toList();
        this.pending = history.pending().stream().filter(this::isOfThis).toList();
    }

    private boolean isOfThis(Observation trial) {
        return stage.name().equals(trial.stage());
    }

    private Point withData(Point point) {
        Map<String, Object> values = new LinkedHashMap<>(point.values());
        values.remove(DATA_FRACTION);
        if (stage.dataFraction() < 1) {
            values.put(DATA_FRACTION, stage.dataFraction());
        }
        return Point.of(values);
    }

    Stage stage() {
        return stage;
    }

    /// The point that it starts from.
    Point start() {
        return start;
    }

    /// Whether the point it starts from does not call for this stage: one that does not overfit has
    /// nothing to regularise.
    boolean isSkipped() {
        return stage.minGap() > 0
                && trials() == 0
                && history.ended().stream()
                        .filter(trial -> withData(trial.point()).equals(start))
                        .reduce((_, last) -> last)
                        .filter(trial -> trial.gap() < stage.minGap())
                        .isPresent();
    }

    Suggestion suggest(int number) {
        if (!history.tried(start) && trials() == 0) {
            return new Suggestion.Try(start, stage.name());
        }
        Suggestion next = trials() < stage.trials() ? inner(number) : new Suggestion.Exhausted();
        if (next instanceof Suggestion.Try(Point point, _)) {
            return new Suggestion.Try(point, stage.name());
        }
        return pending.isEmpty() ? next : new Suggestion.Wait();
    }

    /// Trials that this stage has proposed, those that failed included: else a stage whose trials
    /// all fail would spend what is left of the study's.
    int trials() {
        return pending.size()
                + (int) over.stream().filter(this::isOfThis).count()
                + history.forgotten(stage.name());
    }

    /// The trial it started from, where that is over.
    Optional<Observation> before() {
        return over.stream().filter(trial -> trial.point().equals(start)).findFirst();
    }

    /// The best of its trials and the one it started from.
    Optional<Observation> after() {
        return over.stream()
                .filter(trial -> trial.value() < Double.POSITIVE_INFINITY)
                .min(
                        Comparator.comparing(Observation::outcome)
                                .thenComparingDouble(Observation::value)
                                .thenComparingInt(Observation::number));
    }

    Point best() {
        return after().map(Observation::point).orElse(start);
    }

    private Suggestion inner(int number) {
        return switch (stage.search()) {
            case GRID -> firstNew(part.points().map(this::around).toList());
            case RANDOM -> sampled(new RandomSampler(part, seed), number);
            case TPE -> {
                int random = Math.clamp(stage.trials() / 3, FEWEST_RANDOM, 10);
                Tpe usual = Tpe.DEFAULT;
                yield sampled(
                        new TpeSampler(
                                part, seed, new Tpe(true, false, true, random, usual.candidates())),
                        number);
            }
            case ABLATION -> ablation();
        };
    }

    /// A point of the stage's parameters, with all others as the start has them.
    private Point around(Point changed) {
        Map<String, Object> values = new LinkedHashMap<>(start.values());
        stage.parameters().forEach(values::remove);
        values.putAll(changed.values());
        return space.consistent(Point.of(values));
    }

    private Suggestion firstUntried(List<Point> points) {
        return points.stream()
                .filter(point -> !history.tried(point))
                .findFirst()
                .<Suggestion>map(Suggestion.Try::of)
                .orElse(new Suggestion.Exhausted());
    }

    /// The first that was not tried, under whatever name: where the start leaves a parameter at its
    /// default, the point that sets it to that is the start again.
    private Suggestion firstNew(List<Point> points) {
        boolean known =
                before().isPresent()
                        || pending.stream().anyMatch(trial -> trial.point().equals(start));
        return firstUntried(
                points.stream().filter(point -> !known || !space.isSame(point, start)).toList());
    }

    private Suggestion sampled(Sampler sampler, int number) {
        History seen = new History(part);
        over.forEach(trial -> seen.add(trial.within(part, restricted(trial.point()))));
        pending.forEach(
                trial -> seen.propose(trial.number(), restricted(trial.point()), stage.name()));
        Suggestion next = sampler.suggest(number, seen);
        return next instanceof Suggestion.Try(Point point, _)
                ? firstUntried(List.of(around(point)))
                : next;
    }

    private Point restricted(Point point) {
        SortedMap<String, Object> values = new TreeMap<>(point.values());
        values.keySet().retainAll(stage.parameters());
        return Point.of(values);
    }

    /// First one parameter at a time, each with all of its values; at the end all that helped.
    private Suggestion ablation() {
        List<Point> singles = new ArrayList<>();
        for (Axis axis : part.axes()) {
            for (Object value : axis.samples()) {
                singles.add(changed(start, Map.of(axis.name(), value)));
            }
        }
        // The last trial is kept for the combination.
        Suggestion single =
                trials() < stage.trials() - 1 ? firstNew(singles) : new Suggestion.Exhausted();
        if (!(single instanceof Suggestion.Exhausted)) {
            return single;
        }
        return pending.isEmpty()
                ? firstUntried(List.of(changed(start, helpful())))
                : new Suggestion.Wait();
    }

    private Point changed(Point point, Map<String, Object> change) {
        Map<String, Object> values = new LinkedHashMap<>(point.values());
        values.putAll(change);
        return space.consistent(Point.of(values));
    }

    /// For each parameter the value that did best by itself, where it beat the start.
    private Map<String, Object> helpful() {
        double bar = before().map(Observation::value).orElse(Double.POSITIVE_INFINITY);
        Map<String, Object> helpful = new LinkedHashMap<>();
        for (Axis axis : part.axes()) {
            Map<Point, Object> values = new LinkedHashMap<>();
            axis.samples()
                    .forEach(
                            value -> values.put(changed(start, Map.of(axis.name(), value)), value));
            over.stream()
                    .filter(trial -> values.containsKey(trial.point()))
                    .filter(trial -> trial.outcome() == Outcome.COMPLETED && trial.value() < bar)
                    .min(Comparator.comparingDouble(Observation::value))
                    .ifPresent(trial -> helpful.put(axis.name(), values.get(trial.point())));
        }
        return helpful;
    }
}

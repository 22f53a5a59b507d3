package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec.Guided;
import io.athanor.contracts.SamplerSpec.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The order in which people tune by hand. Each stage tunes its own parameters around the best
/// point so far, and what it finds the next one starts from; so a stage begins when all trials of
/// the one before are over. Until their stage comes, parameters are as the study fixes them, or
/// have their defaults, but that dropout is off: first overfit, then regularise.
record GuidedSampler(Space space, long seed, Guided guided) implements Sampler {
    private static final String DROPOUT = "dropout";

    @Override
    public Suggestion suggest(int number, History history) {
        for (Stage stage : guided.stages()) {
            StageSearcher searcher = searcher(stage, best(history, stage), history);
            if (!searcher.isSkipped()) {
                Suggestion next = searcher.suggest(number);
                if (!(next instanceof Suggestion.Exhausted)) {
                    return next;
                }
            }
        }
        return new Suggestion.Exhausted();
    }

    /// The stages in order, as far as they have come.
    List<StageSearcher> searchers(History history) {
        List<StageSearcher> searchers = new ArrayList<>();
        for (Stage stage : guided.stages()) {
            searchers.add(searcher(stage, best(history, stage), history));
        }
        return searchers;
    }

    private StageSearcher searcher(Stage stage, Point start, History history) {
        return new StageSearcher(space, seed, stage, start, history);
    }

    /// The best point of the stages before `stage`.
    private Point best(History history, Stage stage) {
        Point best = start();
        for (Stage before : guided.stages().subList(0, guided.stages().indexOf(stage))) {
            StageSearcher searcher = searcher(before, best, history);
            best = searcher.isSkipped() ? best : searcher.best();
        }
        return best;
    }

    private Point start() {
        return space.axes().stream().anyMatch(axis -> axis.name().equals(DROPOUT))
                ? Point.of(Map.of(DROPOUT, 0.0))
                : Point.of(Map.of());
    }
}

package io.athanor.scheduler.pruning;

import io.athanor.contracts.PrunerSpec.Median;
import io.athanor.contracts.PrunerSpec.Peers;
import io.athanor.contracts.PrunerSpec.Percentile;
import io.athanor.contracts.Stop;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Stops a trial whose best value so far is worse than the percentile of its peers'. For the median
/// of completed peers over all epochs it is Vizier's rule (Golovin and others 2017, 3.2.2).
///
/// @param options those of the percentile, and of the median, which is one
record PercentilePruner(Stop.Rule rule, Percentile options) implements Pruner {

    static PercentilePruner of(Median median) {
        return new PercentilePruner(
                Stop.Rule.MEDIAN,
                new Percentile(
                        50,
                        median.average(),
                        median.peers(),
                        median.minEpochs(),
                        median.minPeers(),
                        median.interval(),
                        median.lastEpochs()));
    }

    static PercentilePruner of(Percentile percentile) {
        return new PercentilePruner(Stop.Rule.PERCENTILE, percentile);
    }

    @Override
    public Optional<Verdict> judge(int trial, List<Double> curve, Standings standings) {
        int epoch = curve.size();
        SortedValues peers = standings.at(0, epoch);
        if (epoch < options.minEpochs()
                || (epoch - options.minEpochs()) % options.interval() != 0
                || peers.size() < Math.max(1, options.minPeers())) {
            return Optional.empty();
        }
        double best =
                curve.stream()
                        .filter(Double::isFinite)
                        .min(Double::compare)
                        .orElse(Double.POSITIVE_INFINITY);
        double cutOff = peers.percentile(options.percentile());
        if (best <= cutOff) {
            return Optional.empty();
        }
        Map<String, Double> values =
                Double.isFinite(best)
                        ? Map.of("best", best, "cutOff", cutOff)
                        : Map.of("cutOff", cutOff);
        return Optional.of(
                new Verdict(
                        rule,
                        values,
                        Map.of(
                                "epoch",
                                (double) epoch,
                                "percentile",
                                options.percentile(),
                                "rank",
                                peers.rank(best) + 1.0,
                                "peers",
                                (double) peers.size()),
                        "its best value is worse than that of its peers"));
    }

    @Override
    public double standing(List<Double> curve) {
        int epoch = curve.size();
        int from =
                switch (options.average()) {
                    case ALL -> 0;
                    case FROM_GRACE -> Math.min(options.minEpochs(), epoch) - 1;
                    case LAST_K -> Math.max(0, epoch - options.lastEpochs());
                    case STEP -> epoch - 1;
                };
        return curve.subList(from, epoch).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    @Override
    public boolean comparesWithCompleted() {
        return options.peers() == Peers.COMPLETED;
    }
}

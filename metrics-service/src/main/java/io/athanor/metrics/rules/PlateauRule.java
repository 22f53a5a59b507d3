package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules.Plateau;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The smoothed loss no longer falls: it has not come below its best by the share `minDelta` for
/// the length of the patience. See [Plateau].
final class PlateauRule implements IterationRule {
    private final double minDelta;
    private final int warmup;
    private final int patience;

    private final RateDrops drops = new RateDrops();
    private double best = Double.POSITIVE_INFINITY;
    private int patienceSince;

    /// @param memory iterations that the moving average needs to forget: the least patience
    PlateauRule(Plateau settings, int iterationsPerEpoch, int memory) {
        this.minDelta = settings.minDelta();
        this.warmup = CurveJudge.iterations(settings.warmupEpochs(), iterationsPerEpoch);
        this.patience =
                Math.max(
                        memory,
                        CurveJudge.iterations(settings.patienceEpochs(), iterationsPerEpoch));
    }

    @Override
    public Optional<Stop> judge(Block block) {
        if (block.seen() < warmup) {
            return Optional.empty();
        }
        if (block.smoothed() < best * (1 - minDelta)) {
            best = block.smoothed();
            patienceSince = block.iteration();
            drops.started(block.learningRate());
        } else if (drops.startAnew(block.learningRate())) {
            patienceSince = block.iteration();
        }
        int waited = block.iteration() - patienceSince;
        return waited < patience ? Optional.empty() : Optional.of(stop(block, waited));
    }

    private Stop stop(Block block, int waited) {
        double threshold = best * (1 - minDelta);
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("smoothedLoss", block.smoothed());
        evidence.put("bestSmoothedLoss", best);
        evidence.put("threshold", threshold);
        evidence.put("minDelta", minDelta);
        evidence.put("iterationsWithoutImprovement", (double) waited);
        evidence.put("patienceIterations", (double) patience);
        evidence.put("learningRate", block.learningRate());
        String message =
                String.format(
                        Locale.ROOT,
                        "For %d iterations (patience %d) the smoothed loss has not fallen below %.4g, its best %.4g less %.3g %%; at iteration %d it is %.4g.",
                        waited,
                        patience,
                        threshold,
                        best,
                        100 * minDelta,
                        block.iteration(),
                        block.smoothed());
        return new Stop(Stop.Rule.PLATEAU, block.iteration(), evidence, message);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(best);
        drops.save(out);
        out.writeInt(patienceSince);
    }

    @Override
    public void load(DataInput in) throws IOException {
        best = in.readDouble();
        drops.load(in);
        patienceSince = in.readInt();
    }
}

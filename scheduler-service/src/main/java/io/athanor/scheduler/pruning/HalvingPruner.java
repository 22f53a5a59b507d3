package io.athanor.scheduler.pruning;

import io.athanor.contracts.PrunerSpec.Asha;
import io.athanor.contracts.PrunerSpec.Hyperband;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/// Successive halving of the stopping kind (ASHA, Li and others 2020), in one bracket or several.
/// At a rung a trial goes on when it is among the best 1/`reductionFactor` of those that have come
/// there, itself included, or as good as the last of them; the first comer always goes on. One that
/// has no value there stops.
record HalvingPruner(Stop.Rule rule, String study, int minEpochs, int reductionFactor, int brackets)
        implements Pruner {

    static HalvingPruner asha(StudyId study, Asha asha) {
        return new HalvingPruner(
                Stop.Rule.ASHA,
                study.value(),
                asha.minEpochs(),
                asha.reductionFactor(),
                asha.brackets());
    }

    static HalvingPruner hyperband(StudyId study, Hyperband hyperband, int maxEpochs) {
        return new HalvingPruner(
                Stop.Rule.HYPERBAND,
                study.value(),
                hyperband.minEpochs(),
                hyperband.reductionFactor(),
                brackets(hyperband.minEpochs(), maxEpochs, hyperband.reductionFactor()));
    }

    /// How often `minEpochs` can be multiplied without going beyond `maxEpochs`, plus one. In whole
    /// numbers: the logarithm of 81 to the base 3 is not quite 4 in floating point.
    static int brackets(int minEpochs, int maxEpochs, int reductionFactor) {
        int brackets = 1;
        for (long epochs = minEpochs; epochs * reductionFactor <= maxEpochs; ) {
            epochs *= reductionFactor;
            brackets++;
        }
        return brackets;
    }

    /// The share of trials that a bracket gets, as Hyperband starts them: the sooner it judges, the
    /// more.
    int share(int bracket) {
        int left = brackets - 1 - bracket;
        double trials = brackets * Math.pow(reductionFactor, left) / (left + 1);
        return (int) Math.ceil(trials - 1e-9);
    }

    /// As Optuna deals them out: by a checksum of the study's name and the trial's number from 0.
    @Override
    public int bracket(int trial) {
        int all = 0;
        for (int bracket = 0; bracket < brackets; bracket++) {
            all += share(bracket);
        }
        CRC32 checksum = new CRC32();
        checksum.update("%s_%d".formatted(study, trial - 1).getBytes(StandardCharsets.UTF_8));
        long left = checksum.getValue() % all;
        int bracket = 0;
        while (left >= share(bracket)) {
            left -= share(bracket++);
        }
        return bracket;
    }

    @Override
    public Optional<Verdict> judge(int trial, List<Double> curve, Standings standings) {
        int epoch = curve.size();
        int bracket = bracket(trial);
        int rung = rung(bracket, epoch);
        if (rung < 0) {
            return Optional.empty();
        }
        double value = curve.getLast();
        SortedValues others = standings.at(bracket, epoch);
        int goOn = Math.max((others.size() + 1) / reductionFactor, 1);
        int rank = Double.isFinite(value) ? others.rank(value) + 1 : others.size() + 1;
        if (Double.isFinite(value) && rank <= goOn) {
            return Optional.empty();
        }
        Map<String, Double> values = new LinkedHashMap<>();
        if (Double.isFinite(value)) {
            values.put("value", value);
            // The worst value that would have gone on.
            values.put("cutOff", others.get(goOn - 1));
        }
        Map<String, Double> counts = new LinkedHashMap<>();
        counts.put("epoch", (double) epoch);
        counts.put("rung", (double) rung);
        counts.put("bracket", (double) bracket);
        counts.put("rank", (double) rank);
        counts.put("goOn", (double) goOn);
        counts.put("peers", (double) others.size());
        return Optional.of(
                new Verdict(rule, values, counts, "it is not among the best of its rung"));
    }

    /// The number of the rung at that epoch, from 0; -1 where there is none.
    private int rung(int bracket, int epoch) {
        long at = minEpochs;
        for (int i = 0; i < bracket; i++) {
            at *= reductionFactor;
        }
        int rung = 0;
        while (at < epoch) {
            at *= reductionFactor;
            rung++;
        }
        return at == epoch ? rung : -1;
    }
}

package io.athanor.scheduler.space;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.CurveRules.Divergence;
import io.athanor.contracts.CurveRules.NotLearning;
import io.athanor.contracts.CurveRules.Plateau;

/// Reads the curve rules; what is left out has its default.
final class CurveRulesReader {
    private static final Allowed.Flag FLAG = new Allowed.Flag();
    private static final Allowed.Real EPOCHS = Allowed.from(0, 10_000);

    private CurveRulesReader() {}

    static CurveRules read(Fields rules) {
        CurveRules read =
                new CurveRules(
                        plateau(rules.object("plateau")),
                        divergence(rules.object("divergence")),
                        notLearning(rules.object("notLearning")));
        rules.end();
        return read;
    }

    private static Plateau plateau(Fields rule) {
        Plateau read =
                new Plateau(
                        rule.read("enabled", FLAG, Plateau.DEFAULT.enabled()),
                        rule.read(
                                "patienceEpochs",
                                Allowed.aboveTo(0, 10_000),
                                Plateau.DEFAULT.patienceEpochs()),
                        rule.read("minDelta", Allowed.from(0, 1), Plateau.DEFAULT.minDelta()),
                        rule.read(
                                "smoothing",
                                Allowed.fromToBelow(0, 1),
                                Plateau.DEFAULT.smoothing()),
                        rule.read("warmupEpochs", EPOCHS, Plateau.DEFAULT.warmupEpochs()));
        rule.end();
        return read;
    }

    private static Divergence divergence(Fields rule) {
        Divergence read =
                new Divergence(
                        rule.read("enabled", FLAG, Divergence.DEFAULT.enabled()),
                        rule.read(
                                "factor",
                                Allowed.aboveTo(1, 1_000_000),
                                Divergence.DEFAULT.factor()));
        rule.end();
        return read;
    }

    private static NotLearning notLearning(Fields rule) {
        NotLearning read =
                new NotLearning(
                        rule.read("enabled", FLAG, NotLearning.DEFAULT.enabled()),
                        rule.read(
                                "tolerance",
                                Allowed.fromToBelow(0, 1),
                                NotLearning.DEFAULT.tolerance()),
                        rule.read("warmupEpochs", EPOCHS, NotLearning.DEFAULT.warmupEpochs()));
        rule.end();
        return read;
    }
}

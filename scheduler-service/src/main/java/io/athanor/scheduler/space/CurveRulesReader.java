package io.athanor.scheduler.space;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.CurveRules.Divergence;
import io.athanor.contracts.CurveRules.GeneralisationLoss;
import io.athanor.contracts.CurveRules.NoProgress;
import io.athanor.contracts.CurveRules.NotLearning;
import io.athanor.contracts.CurveRules.Patience;
import io.athanor.contracts.CurveRules.Plateau;
import io.athanor.contracts.CurveRules.Slope;
import io.athanor.contracts.CurveRules.Threshold;
import io.athanor.contracts.Objective;
import org.jspecify.annotations.Nullable;

/// Reads the curve rules; what is left out has its default. A rule that is named is on, unless it
/// says `enabled: false`.
final class CurveRulesReader {
    private static final Allowed.Flag FLAG = new Allowed.Flag();
    private static final Allowed.Real EPOCHS = Allowed.from(0, 10_000);
    private static final Allowed.Real SHARE = Allowed.from(0, 1);
    private static final Allowed.Real VALUE = Allowed.from(-1e6, 1e6);
    private static final WireNames<Objective.Metric> METRICS = WireNames.of(Objective.Metric.class);

    private final Fields rules;
    private final Faults faults;

    private CurveRulesReader(Fields rules, Faults faults) {
        this.rules = rules;
        this.faults = faults;
    }

    static CurveRules read(Fields rules, Faults faults) {
        CurveRulesReader reader = new CurveRulesReader(rules, faults);
        CurveRules read =
                new CurveRules(
                        reader.plateau(),
                        reader.slope(),
                        reader.patience(),
                        reader.generalisationLoss(),
                        reader.divergence(),
                        reader.notLearning(),
                        reader.threshold(),
                        reader.noProgress());
        rules.end();
        return read;
    }

    private Plateau plateau() {
        Plateau otherwise = Plateau.DEFAULT;
        Fields rule = rules.object("plateau");
        Plateau read =
                new Plateau(
                        enabled("plateau", rule, otherwise.enabled()),
                        rule.read(
                                "patienceEpochs",
                                Allowed.aboveTo(0, 10_000),
                                otherwise.patienceEpochs()),
                        rule.read("minDelta", SHARE, otherwise.minDelta()),
                        rule.read("smoothing", Allowed.fromToBelow(0, 1), otherwise.smoothing()),
                        rule.read("warmupEpochs", EPOCHS, otherwise.warmupEpochs()));
        rule.end();
        return read;
    }

    private Slope slope() {
        Slope otherwise = Slope.DEFAULT;
        Fields rule = rules.object("slope");
        Slope read =
                new Slope(
                        enabled("slope", rule, otherwise.enabled()),
                        rule.whole("blockIterations", 1, 100_000, otherwise.blockIterations()),
                        rule.whole("blocks", 3, 1_000, otherwise.blocks()),
                        rule.read("minDelta", SHARE, otherwise.minDelta()),
                        rule.read("warmupEpochs", EPOCHS, otherwise.warmupEpochs()));
        rule.end();
        return read;
    }

    private Patience patience() {
        Patience otherwise = Patience.DEFAULT;
        Fields rule = rules.object("patience");
        Patience read =
                new Patience(
                        enabled("patience", rule, otherwise.enabled()),
                        rule.constant("metric", METRICS).orElse(otherwise.metric()),
                        rule.read("minDelta", Allowed.from(0, 1e6), otherwise.minDelta()),
                        rule.whole("patience", 1, 10_000, otherwise.patience()),
                        value(rule, "baseline"),
                        rule.whole("startEpoch", 0, 10_000, otherwise.startEpoch()));
        rule.end();
        return read;
    }

    private GeneralisationLoss generalisationLoss() {
        GeneralisationLoss otherwise = GeneralisationLoss.DEFAULT;
        Fields rule = rules.object("generalisationLoss");
        GeneralisationLoss read =
                new GeneralisationLoss(
                        enabled("generalisationLoss", rule, otherwise.enabled()),
                        rule.read("alpha", Allowed.aboveTo(0, 1e6), otherwise.alpha()));
        rule.end();
        return read;
    }

    private Divergence divergence() {
        Divergence otherwise = Divergence.DEFAULT;
        Fields rule = rules.object("divergence");
        Divergence read =
                new Divergence(
                        enabled("divergence", rule, otherwise.enabled()),
                        rule.read("factor", Allowed.aboveTo(1, 1_000_000), otherwise.factor()));
        rule.end();
        return read;
    }

    private NotLearning notLearning() {
        NotLearning otherwise = NotLearning.DEFAULT;
        Fields rule = rules.object("notLearning");
        NotLearning read =
                new NotLearning(
                        enabled("notLearning", rule, otherwise.enabled()),
                        rule.read("tolerance", Allowed.fromToBelow(0, 1), otherwise.tolerance()),
                        rule.read("warmupEpochs", EPOCHS, otherwise.warmupEpochs()));
        rule.end();
        return read;
    }

    private Threshold threshold() {
        Threshold otherwise = Threshold.DEFAULT;
        Fields rule = rules.object("threshold");
        Threshold read =
                new Threshold(
                        enabled("threshold", rule, otherwise.enabled()),
                        value(rule, "lower"),
                        value(rule, "upper"),
                        rule.read("warmupEpochs", EPOCHS, otherwise.warmupEpochs()));
        rule.end();
        if (read.enabled() && rule.absent("lower") && rule.absent("upper")) {
            faults.missing(rules.at("threshold") + ".lower or .upper", VALUE);
        }
        return read;
    }

    private NoProgress noProgress() {
        NoProgress otherwise = NoProgress.DEFAULT;
        Fields rule = rules.object("noProgress");
        NoProgress read =
                new NoProgress(
                        enabled("noProgress", rule, otherwise.enabled()),
                        rule.read("minutes", Allowed.aboveTo(0, 100_000), otherwise.minutes()));
        rule.end();
        return read;
    }

    private boolean enabled(String name, Fields rule, boolean otherwise) {
        return rule.read("enabled", FLAG, otherwise || !rules.absent(name));
    }

    private static @Nullable Double value(Fields rule, String name) {
        return rule.read(name, VALUE).orElse(null);
    }
}

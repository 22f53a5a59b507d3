package io.athanor.scheduler.space;

import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.PrunerSpec.Average;
import io.athanor.contracts.PrunerSpec.Peers;
import java.util.List;

/// Reads who stops trials that do worse than others; what is left out has its default.
final class PrunerReader {
    private static final Allowed.OneOf TYPES =
            new Allowed.OneOf(
                    List.of(
                            "none",
                            "median",
                            "percentile",
                            "asha",
                            "hyperband",
                            "threshold",
                            "patient"));
    private static final Allowed.OneOf WRAPPED =
            new Allowed.OneOf(
                    List.of("none", "median", "percentile", "asha", "hyperband", "threshold"));
    private static final WireNames<Average> AVERAGES = WireNames.of(Average.class);
    private static final WireNames<Peers> PEERS = WireNames.of(Peers.class);
    private static final Allowed.Real VALUE = Allowed.from(-1e6, 1e6);
    private static final double USUAL_PERCENTILE = 25;

    private final int epochs;
    private final Faults faults;

    private PrunerReader(int epochs, Faults faults) {
        this.epochs = epochs;
        this.faults = faults;
    }

    /// @param epochs that a trial has at most
    static PrunerSpec read(Fields fields, int epochs, Faults faults) {
        return new PrunerReader(epochs, faults).read(fields, TYPES);
    }

    private PrunerSpec read(Fields fields, Allowed.OneOf types) {
        PrunerSpec pruner =
                switch (fields.read("type", types, "none")) {
                    case "median" -> median(fields);
                    case "percentile" -> percentile(fields);
                    case "asha" -> asha(fields);
                    case "hyperband" ->
                            new PrunerSpec.Hyperband(minEpochs(fields, 1), factor(fields));
                    case "threshold" -> threshold(fields);
                    case "patient" ->
                            new PrunerSpec.Patient(
                                    read(fields.object("wrapped"), WRAPPED),
                                    fields.whole("patience", 0, 10_000, 2),
                                    fields.read("minDelta", Allowed.from(0, 1e6), 0.0));
                    default -> new PrunerSpec.None();
                };
        fields.end();
        return pruner;
    }

    private PrunerSpec.Median median(Fields fields) {
        PrunerSpec.Median usual = PrunerSpec.Median.DEFAULT;
        return new PrunerSpec.Median(
                fields.constant("average", AVERAGES).orElse(usual.average()),
                fields.constant("peers", PEERS).orElse(usual.peers()),
                minEpochs(fields, usual.minEpochs()),
                fields.whole("minPeers", 1, 100_000, usual.minPeers()),
                fields.whole("interval", 1, 10_000, usual.interval()),
                fields.whole("lastEpochs", 1, 10_000, usual.lastEpochs()));
    }

    private PrunerSpec.Percentile percentile(Fields fields) {
        PrunerSpec.Median options = median(fields);
        return new PrunerSpec.Percentile(
                fields.read("percentile", new Allowed.Real(0, false, 100, false), USUAL_PERCENTILE),
                options.average(),
                options.peers(),
                options.minEpochs(),
                options.minPeers(),
                options.interval(),
                options.lastEpochs());
    }

    private PrunerSpec.Asha asha(Fields fields) {
        PrunerSpec.Asha asha =
                new PrunerSpec.Asha(
                        minEpochs(fields, PrunerSpec.Asha.DEFAULT.minEpochs()),
                        factor(fields),
                        fields.whole("brackets", 1, 10, PrunerSpec.Asha.DEFAULT.brackets()));
        double last = asha.minEpochs() * Math.pow(asha.reductionFactor(), asha.brackets() - 1.0);
        if (asha.brackets() > 1 && last >= epochs) {
            faults.refuse(
                    fields.at("brackets"),
                    fields.node("brackets"),
                    "the last bracket begins at epoch %.0f: it must be below budget.epochs, %d"
                            .formatted(last, epochs));
        }
        return asha;
    }

    private PrunerSpec.Threshold threshold(Fields fields) {
        PrunerSpec.Threshold threshold =
                new PrunerSpec.Threshold(
                        fields.read("lower", VALUE).orElse(null),
                        fields.read("upper", VALUE).orElse(null),
                        minEpochs(fields, 1));
        Double lower = threshold.lower();
        Double upper = threshold.upper();
        if (lower == null && upper == null) {
            faults.missing(fields.at("lower"), "a bound: lower, upper or both");
        } else if (lower != null && upper != null && lower > upper) {
            faults.refuse(
                    fields.at("lower"),
                    fields.node("lower"),
                    "at most upper, " + Allowed.plain(upper));
        }
        return threshold;
    }

    /// The first epoch that is judged: one after the last would never be.
    private int minEpochs(Fields fields, int usual) {
        int last = Math.max(1, epochs - 1);
        int first = fields.whole("minEpochs", 1, 10_000, Math.min(usual, last));
        if (first > last) {
            faults.refuse(
                    fields.at("minEpochs"),
                    fields.node("minEpochs"),
                    "at most %d: below budget.epochs, or nobody would be judged".formatted(last));
        }
        return first;
    }

    private static int factor(Fields fields) {
        return fields.whole("reductionFactor", 2, 100, PrunerSpec.Asha.DEFAULT.reductionFactor());
    }
}

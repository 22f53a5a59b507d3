package io.athanor.scheduler.space;

import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.SamplerSpec;
import java.util.List;
import java.util.Map;

/// Reads who proposes a study's points; what is left out has its default.
final class SamplerReader {
    private static final Allowed.OneOf TYPES =
            new Allowed.OneOf(List.of("random", "grid", "sobol", "tpe", "guided", "by-hand"));
    private static final Allowed.Flag FLAG = new Allowed.Flag();

    private SamplerReader() {}

    static boolean isGuided(Fields study) {
        return study.node("sampler").path("type").asText().equals("guided");
    }

    /// @param tutorial whether the space is the tutorials', of which stages may leave out parts
    static SamplerSpec read(
            Fields fields, Map<String, ParameterSpace> space, boolean tutorial, Faults faults) {
        SamplerSpec sampler =
                switch (fields.read("type", TYPES, "random")) {
                    case "grid" -> new SamplerSpec.Grid();
                    case "sobol" -> new SamplerSpec.Sobol();
                    case "tpe" -> tpe(fields, faults);
                    case "guided" ->
                            new SamplerSpec.Guided(
                                    StagesReader.read(fields, space, tutorial, faults));
                    case "by-hand" -> new SamplerSpec.ByHand();
                    default -> new SamplerSpec.Random();
                };
        fields.end();
        return sampler;
    }

    private static SamplerSpec tpe(Fields fields, Faults faults) {
        SamplerSpec.Tpe usual = SamplerSpec.Tpe.DEFAULT;
        SamplerSpec.Tpe tpe =
                new SamplerSpec.Tpe(
                        fields.read("multivariate", FLAG, usual.multivariate()),
                        fields.read("group", FLAG, usual.group()),
                        fields.read("constantLiar", FLAG, usual.constantLiar()),
                        fields.whole("startupTrials", 1, 10_000, usual.startupTrials()),
                        fields.whole("candidates", 1, 1_000, usual.candidates()));
        if (tpe.group() && !tpe.multivariate()) {
            faults.refuse(
                    fields.at("group"), fields.node("group"), "only where multivariate is true");
        }
        return tpe;
    }
}

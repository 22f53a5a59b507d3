package io.athanor.metrics;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialCurve.CurveStarted;
import io.athanor.metrics.curve.Curve;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// What a trainer sent of trainings whose fault is known; `trainings/README.md` says how they were
/// made.
public final class RealTrainings {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private RealTrainings() {}

    /// The whole curve, as `rules` judge it.
    public static Curve curve(String name, CurveRules rules) {
        List<String> lines = lines(name);
        Curve curve = new Curve(started(lines.getFirst(), rules), 0);
        lines.subList(1, lines.size()).forEach(line -> curve.apply(message(line), 0));
        return curve;
    }

    /// The hyperparameters of the file are for people: those of a later version may differ.
    private static CurveStarted started(String line, CurveRules rules) {
        try {
            ObjectNode started = (ObjectNode) JSON.readTree(line);
            started.set("hyperparameters", JSON.valueToTree(Hyperparameters.DEFAULTS));
            started.set("curveRules", JSON.valueToTree(rules));
            return (CurveStarted) message(started.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    private static List<String> lines(String name) {
        try (InputStream file =
                Objects.requireNonNull(
                        RealTrainings.class.getResourceAsStream("/trainings/" + name + ".jsonl"),
                        name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TrialCurve message(String line) {
        try {
            return JSON.readValue(line, TrialCurve.class);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}

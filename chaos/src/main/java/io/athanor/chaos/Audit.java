package io.athanor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Looks for anything that was lost, doubled or changed. It finds faults; it throws nothing for
/// them.
final class Audit {
    private final Api api;
    private final Findings findings;
    private final Map<String, Integer> attempts = new HashMap<>();
    private int audited;

    Audit(Api api, Findings findings) {
        this.api = api;
        this.findings = findings;
    }

    int trials() {
        return audited;
    }

    /// Attempts that ended before their trial did, by how.
    int ended(String outcome) {
        return attempts.getOrDefault(outcome, 0);
    }

    /// Every trial is completed once, with each epoch and each iteration once, and the budget is
    /// met.
    void study(String study, Load load) throws IOException, InterruptedException {
        int budget = load.trials();
        int epochs = load.epochs();
        JsonNode whole = api.study(study);
        List<JsonNode> trials = api.trials(study);
        expect(study, "state", "completed", whole.path("state").asText());
        expect(study, "trials", budget, trials.size());
        expect(study, "numbers", upTo(budget), list(trials, trial -> trial.path("number")));
        expect(study, "epochs trained", budget * epochs, whole.path("epochsTrained").asInt());
        for (JsonNode trial : trials) {
            trial(trial, epochs);
        }
        audited += trials.size();
    }

    private void trial(JsonNode trial, int epochs) throws IOException, InterruptedException {
        String id = trial.path("id").asText();
        expect(id, "state", "completed", trial.path("state").asText());
        expect(
                id,
                "attempts",
                trial.path("attempt").asInt(),
                trial.path("endedAttempts").size() + 1);
        for (JsonNode attempt : trial.path("endedAttempts")) {
            String outcome = attempt.path("outcome").asText();
            attempts.merge(outcome, 1, Integer::sum);
            if (outcome.equals("failed")) {
                findings.add("%s: an attempt failed: %s".formatted(id, attempt));
            }
        }
        expect(id, "epochs", upTo(epochs), list(trial.path("epochs"), e -> e.path("epoch")));
        int iterations = iterations(trial);
        expect(
                id,
                "iterations of its curve",
                upTo(iterations),
                list(api.losses(id, iterations), point -> point.path(0)));
    }

    /// What was disturbed against what was not: every point, every epoch but for its seconds, and
    /// every loss, to the last bit.
    void same(String disturbed, String undisturbed) throws IOException, InterruptedException {
        List<JsonNode> twins = api.trials(undisturbed);
        for (JsonNode trial : api.trials(disturbed)) {
            int number = trial.path("number").asInt();
            JsonNode twin =
                    twins.stream()
                            .filter(other -> other.path("number").asInt() == number)
                            .findFirst()
                            .orElseThrow();
            String id = trial.path("id").asText();
            expect(id, "point", twin.path("point"), trial.path("point"));
            expect(id, "epochs", withoutTime(twin), withoutTime(trial));
            expect(
                    id,
                    "losses",
                    api.losses(twin.path("id").asText(), iterations(twin)),
                    api.losses(id, iterations(trial)));
        }
    }

    /// What rules judged beside something that must not matter against what they judged without:
    /// every point, every end with its evidence, and every epoch and loss up to where the rule
    /// judged. How far a trial trains on until it hears of its stop is a matter of time; so, in the
    /// second half of the trial, is whether it hears of it before its end.
    void sameJudgement(String disturbed, String undisturbed)
            throws IOException, InterruptedException {
        List<JsonNode> trials = byNumber(api.trials(disturbed));
        List<JsonNode> twins = byNumber(api.trials(undisturbed));
        expect(disturbed, "trials", twins.size(), trials.size());
        int mostIterations = twins.stream().mapToInt(Audit::iterations).max().orElse(0);
        for (int i = 0; i < Math.min(trials.size(), twins.size()); i++) {
            JsonNode trial = trials.get(i);
            JsonNode twin = twins.get(i);
            String id = trial.path("id").asText();
            for (String same : List.of("number", "point", "hyperparameters")) {
                expect(id, same, twin.path(same), trial.path(same));
            }
            int last = Math.min(judgedAt(trial), judgedAt(twin));
            if (last <= mostIterations / 2 || judgedAt(trial) == judgedAt(twin)) {
                expect(id, "state", twin.path("state"), trial.path("state"));
                expect(id, "stop", twin.path("stop"), trial.path("stop"));
            }
            expect(id, "epochs", upTo(last, withoutTime(twin)), upTo(last, withoutTime(trial)));
            expect(id, "losses", losses(twin, last), losses(trial, last));
        }
    }

    private static int judgedAt(JsonNode trial) {
        JsonNode stop = trial.path("stop");
        return stop.isObject() ? stop.path("iteration").asInt() : Integer.MAX_VALUE;
    }

    private static int iterations(JsonNode trial) {
        JsonNode epochs = trial.path("epochs");
        return epochs.path(epochs.size() - 1).path("iterations").asInt();
    }

    private List<JsonNode> losses(JsonNode trial, int last)
            throws IOException, InterruptedException {
        List<JsonNode> losses = new ArrayList<>();
        for (JsonNode point : api.losses(trial.path("id").asText(), iterations(trial))) {
            if (point.path(0).asInt() <= last) {
                losses.add(point);
            }
        }
        return losses;
    }

    private static List<JsonNode> upTo(int last, List<JsonNode> epochs) {
        return epochs.stream().filter(e -> e.path("iterations").asInt() <= last).toList();
    }

    private static List<JsonNode> byNumber(List<JsonNode> trials) {
        return trials.stream()
                .sorted(Comparator.comparingInt(trial -> trial.path("number").asInt()))
                .toList();
    }

    /// Each trial was proposed once and closed once, each study closed once.
    void decisions(List<JsonNode> decisions) {
        Map<String, Integer> once = new HashMap<>();
        for (JsonNode decision : decisions) {
            String type = decision.path("type").asText();
            switch (type) {
                case "trial-proposed", "trial-closed" ->
                        once.merge(type + " " + decision.path("trial").asText(), 1, Integer::sum);
                case "study-created", "study-closed" ->
                        once.merge(type + " " + decision.path("study").asText(), 1, Integer::sum);
                default -> {}
            }
        }
        once.forEach((what, count) -> expect("study-log", what, 1, count));
        expect(
                "study-log",
                "trials proposed and closed",
                once.keySet().stream().filter(what -> what.startsWith("trial-proposed")).count(),
                once.keySet().stream().filter(what -> what.startsWith("trial-closed")).count());
    }

    void deadLetters(long count) {
        expect("dead letters", "records", 0L, count);
    }

    private static List<Integer> list(
            Iterable<JsonNode> items, Function<JsonNode, JsonNode> number) {
        List<Integer> numbers = new ArrayList<>();
        items.forEach(item -> numbers.add(number.apply(item).asInt()));
        return numbers;
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    private static List<JsonNode> withoutTime(JsonNode trial) {
        List<JsonNode> epochs = new ArrayList<>();
        trial.path("epochs")
                .forEach(epoch -> epochs.add(((ObjectNode) epoch.deepCopy()).without("seconds")));
        return epochs;
    }

    private void expect(String of, String what, Object expected, Object found) {
        findings.expect(of, what, expected, found);
    }
}

package io.athanor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Studies, a storm of kills and suspensions while they train, then the audit.
final class Kills implements Drill {
    private final Duration gap;

    /// @param gap the longest time between two faults; the longer, the more trials train when
    ///   something happens to them
    Kills(Duration gap) {
        this.gap = gap;
    }

    @Override
    public void run(Ground ground) throws IOException, InterruptedException, ExecutionException {
        Api api = ground.api();
        List<Fault> plan =
                Fault.plan(ground.seed(), ground.length(), gap, ground.parts().trainers().size());
        ground.say("%d faults in %s".formatted(plan.size(), ground.length()));
        int rounds = 0;
        post(ground, rounds);
        awaitTrials(ground);
        ground.say("the first trials are training: the storm begins");
        try (ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> storm =
                    background.submit(() -> {
                        new Storm(ground.parts(), ground::say).rage(plan);
                        return null;
                    });
            do {
                if (rounds > 0) {
                    post(ground, rounds);
                }
                awaitEnd(ground, shortStudy(ground, rounds), realStudy(ground, rounds));
                rounds++;
            } while (!storm.isDone());
            storm.get();
        }
        ground.say("every study is over: now the undisturbed twins");
        Audit audit = new Audit(api, ground.findings());
        for (int round = 0; round < rounds; round++) {
            String real = realStudy(ground, round);
            audit.study(shortStudy(ground, round), Load.SHORT);
            audit.study(real, Load.REAL);
            String twin = real + "-undisturbed";
            Load.REAL.post(api, twin, ground.seed() + round);
            awaitEnd(ground, twin);
            audit.same(real, twin);
        }
        Decisions topics = new Decisions(ground.parts().bootstrapServers());
        List<JsonNode> decisions = topics.all();
        audit.decisions(decisions);
        audit.deadLetters(topics.deadLetters());
        report(plan, decisions, audit, ground);
    }

    private static void post(Ground ground, int round) throws IOException, InterruptedException {
        long seed = ground.seed() + round;
        Load.SHORT.post(ground.api(), shortStudy(ground, round), seed);
        Load.REAL.post(ground.api(), realStudy(ground, round), seed);
    }

    private static String shortStudy(Ground ground, int round) {
        return ground.name("short-" + round);
    }

    private static String realStudy(Ground ground, int round) {
        return ground.name("real-" + round);
    }

    private static void awaitTrials(Ground ground) throws IOException, InterruptedException {
        String first = realStudy(ground, 0);
        while (ground.api().study(first).path("trials").path("running").asInt() == 0) {
            Pause.of(200);
        }
    }

    private static void awaitEnd(Ground ground, String... studies)
            throws IOException, InterruptedException {
        for (String study : studies) {
            ground.api().awaitEnd(study);
            ground.say("study %s is over".formatted(study));
        }
    }

    private static void report(
            List<Fault> plan, List<JsonNode> decisions, Audit audit, Ground ground) {
        Map<Fault.Kind, Integer> kinds = new EnumMap<>(Fault.Kind.class);
        plan.forEach(fault -> kinds.merge(fault.kind(), 1, Integer::sum));
        System.out.println();
        System.out.println("| what | how often |");
        System.out.println("|---|---|");
        kinds.forEach((kind, count) -> row(kind.toString(), count));
        row("trials", audit.trials());
        row("attempts lost", audit.ended("lost"));
        row("attempts handed back", audit.ended("released"));
        row(
                "executions refused",
                decisions.stream()
                        .filter(decision ->
                                decision.path("stop").path("rule").asText().equals("superseded"))
                        .count());
        row("violations", ground.findings().all().size());
        System.out.println();
    }

    private static void row(String what, long count) {
        System.out.println("| %s | %d |".formatted(what, count));
    }
}

package io.athanor.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.Consumer;

/// Where a drill takes place.
///
/// @param length how long it may go on, where it can go on
/// @param timeline told, a line each, what happens
record Ground(
        Parts parts,
        Api api,
        long seed,
        Duration length,
        Findings findings,
        Consumer<String> timeline) {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    void say(String line) {
        timeline.accept(line);
    }

    /// A name for a study that no other drill has.
    String name(String purpose) {
        return purpose + "-" + seed;
    }

    /// Posts a study of real trainings and waits until one of them trains.
    void train(String study) throws IOException, InterruptedException {
        Load.REAL.post(api, study, seed);
        while (api.study(study).path("epochsTrained").asInt() == 0
                && api.trials(study).stream().allMatch(t -> t.path("epochs").isEmpty())) {
            Pause.of(100);
        }
    }

    /// Waits until that study is over: nothing of it may be lost, doubled or changed.
    Audit expectWhole(String study) throws IOException, InterruptedException {
        api.awaitEnd(study);
        Audit audit = new Audit(api, findings);
        audit.study(study, Load.REAL);
        findings.expect(study, "attempts lost", 0, audit.ended("lost"));
        String twin = name("undisturbed");
        if (!api.studies().contains(twin)) {
            Load.REAL.post(api, twin, seed);
            api.awaitEnd(twin);
        }
        audit.same(study, twin);
        say("study %s was looked at".formatted(study));
        return audit;
    }

    /// That some trainer wrote it to its log.
    void expectLogged(String text) throws IOException {
        boolean said = false;
        for (Part trainer : parts.trainers()) {
            said |= Files.readString(trainer.log(), StandardCharsets.ISO_8859_1).contains(text);
        }
        findings.expect("logs of trainers", text, true, said);
    }

    /// @return whether it says so in time
    boolean awaitReady(Part part) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (part.isAlive() && System.nanoTime() < deadline) {
            if (part.isReady()) {
                return true;
            }
            Pause.of(50);
        }
        return false;
    }

    /// Waits until every process says that it is ready; one that does not, or that has ended, is a
    /// finding.
    void expectHealthy() throws IOException, InterruptedException {
        for (Part part : parts.services()) {
            findings.expect(part.name(), "ready", true, awaitReady(part));
        }
    }
}

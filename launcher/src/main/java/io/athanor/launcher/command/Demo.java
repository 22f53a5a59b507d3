package io.athanor.launcher.command;

import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.local.Installation;
import io.athanor.launcher.local.LocalOptions;
import io.athanor.launcher.local.LocalSystem;
import io.athanor.launcher.view.Line;
import io.athanor.launcher.view.Screen;
import io.athanor.launcher.view.Snapshot;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Shows the whole system at work on this machine: starts it, posts the study in",
            "examples/demo.yaml over HTTP, follows it to its leaderboard, and ends everything."
        })
final class Demo implements Callable<Integer> {
    @Option(names = "--keep", description = "leave the system up until Ctrl-C")
    private boolean keep;

    @Mixin private LocalOptions local = new LocalOptions();

    @Override
    public Integer call() throws InterruptedException {
        Screen screen = Screen.own();
        String name =
                "demo-"
                        + LocalDateTime.now(ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        String document = Document.read(Installation.own().demoStudy().toString()).text();
        screen.print("Starting Athanor");
        try (LocalSystem system = LocalSystem.start(local, line -> screen.print("  " + line))) {
            Addresses.show(system, screen);
            Api api = system.api();
            String named = document.replaceFirst("(?m)^name:.*$", "name: " + name);
            Study study = api.createStudy(named, Api.Format.YAML);
            introduce(study, screen);
            Optional<Snapshot> shown = new Follow(api, study.id(), system.broken()).show(screen);
            if (shown.isEmpty()) {
                return Follow.CLOSED_PIPE;
            }
            Snapshot end = shown.get();
            Follow.show(end, screen);
            conclude(system, end, screen);
            if (keep) {
                screen.print("");
                screen.print("Athanor stays up until Ctrl-C.");
                throw system.broken().join();
            }
            return end.study().isCompleted() ? 0 : 1;
        }
    }

    private static void introduce(Study study, Screen screen) {
        Study.Budget budget = study.spec().budget();
        screen.print("");
        screen.print(
                Line.heading(
                        "Study %s, posted from examples/demo.yaml: %d trials on %s, %d at a time."
                                .formatted(
                                        study.id(),
                                        budget.trials(),
                                        study.spec().dataset(),
                                        budget.parallelism())));
        screen.print(
                "Each trial trains a network from scratch with other hyperparameters, for at most %d epochs."
                        .formatted(budget.epochs()));
        screen.print("A trial whose loss shows that more training is wasted is stopped early.");
    }

    private void conclude(LocalSystem system, Snapshot end, Screen screen) {
        String studies = system.address() + "/api/v1/studies/" + end.study().id();
        screen.print("");
        screen.print(
                keep
                        ? "All of it over HTTP:"
                        : "All of it over HTTP, once it is up again with ./athanor up:");
        screen.print("  curl " + studies);
        screen.print("  curl %s/trials.csv".formatted(studies));
        Study.Best best = end.study().best();
        if (best != null) {
            screen.print("  curl %s/api/v1/trials/%s".formatted(system.address(), best.trial()));
            screen.print(
                    "  curl %s/api/v1/trials/%s/losses".formatted(system.address(), best.trial()));
        }
        screen.print("  curl %s/q/metrics".formatted(system.metricsManagement()));
    }
}

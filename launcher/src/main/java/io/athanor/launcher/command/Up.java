package io.athanor.launcher.command;

import io.athanor.launcher.api.Study;
import io.athanor.launcher.local.LocalOptions;
import io.athanor.launcher.local.LocalSystem;
import io.athanor.launcher.view.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "up",
        description = {
            "Starts the broker, the services and the trainers on this machine, until Ctrl-C.",
            "Goes on where it stopped: studies, trials and curves are kept in the data folder."
        })
final class Up implements Callable<Integer> {
    @Mixin private LocalOptions local = new LocalOptions();

    @Override
    public Integer call() {
        Screen screen = Screen.own();
        screen.print("Starting Athanor");
        try (LocalSystem system = LocalSystem.start(local, line -> screen.print("  " + line))) {
            Addresses.show(system, screen);
            system.api().studies().stream()
                    .filter(study -> !study.isOver())
                    .forEach(study -> screen.print(goesOn(study)));
            screen.print("");
            screen.print(
                    "Post a study: ./athanor submit examples/demo.yaml --watch"
                            + Addresses.serverOption(system));
            screen.print("Ctrl-C ends everything.");
            throw system.broken().join();
        }
    }

    private static String goesOn(Study study) {
        return "Goes on with study %s: %d of %d trials over"
                .formatted(study.id(), study.trialsOver(), study.spec().budget().trials());
    }
}

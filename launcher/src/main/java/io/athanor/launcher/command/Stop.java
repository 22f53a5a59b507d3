package io.athanor.launcher.command;

import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.view.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "stop",
        description = "Stops a trial, or cancels a study with all its trials that are not over.")
final class Stop implements Callable<Integer> {
    @Parameters(
            paramLabel = "STUDY|TRIAL",
            description = "a study's name, or a trial's: the study's, a dash and a number")
    private String name = "";

    @Mixin private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        Api api = server.api();
        Screen screen = Screen.own();
        // A study's name may end with a number too, so only the server can tell them apart.
        if (api.findStudy(name).isPresent()) {
            api.cancelStudy(name);
            screen.print("study %s is cancelled: its trials stop".formatted(name));
        } else if (api.findTrial(name).isPresent()) {
            api.stopTrial(name);
            screen.print("trial %s is asked to stop".formatted(name));
        } else {
            throw new Failure("there is no study and no trial '%s'".formatted(name));
        }
        return 0;
    }
}

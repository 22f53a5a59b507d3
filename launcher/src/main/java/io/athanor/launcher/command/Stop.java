package io.athanor.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "Stops a trial; one that is over stays as it is.")
final class Stop implements Callable<Integer> {
    @Parameters(paramLabel = "TRIAL", description = "the study's name, a dash and a number")
    private String name = "";

    @Mixin private ServerOption server = new ServerOption();
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Api api = server.api();
        Screen screen = Screen.own();
        if (api.find(Api.path("trials", name)).isEmpty()
                && api.find(Api.path("studies", name)).isPresent()) {
            throw new Failure("%1$s is a study: ./athanor cancel %1$s".formatted(name));
        }
        JsonNode answer = api.post(Api.path("trials", name, "stop"));
        if (!output.isTable()) {
            return output.print(answer, screen);
        }
        Trial trial = api.read(answer, Trial.class);
        screen.print(
                trial.isOver()
                        ? "trial %s is %s".formatted(name, trial.state())
                        : "trial %s is asked to stop".formatted(name));
        return 0;
    }
}

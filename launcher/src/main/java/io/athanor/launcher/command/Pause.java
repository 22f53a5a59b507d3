package io.athanor.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.view.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "pause",
        description = "Proposes no further trials of a study; those that wait or run go on.")
final class Pause implements Callable<Integer> {
    @Parameters(paramLabel = "STUDY", description = "the study's name")
    private String study = "";

    @Mixin private ServerOption server = new ServerOption();
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Api api = server.api();
        JsonNode answer = api.patch(Api.path("studies", study), "{\"paused\": true}");
        Screen screen = Screen.own();
        if (!output.isTable()) {
            return output.print(answer, screen);
        }
        screen.print(
                "study %s is %s: ./athanor resume lets it go on"
                        .formatted(study, answer.path("state").asText()));
        return 0;
    }
}

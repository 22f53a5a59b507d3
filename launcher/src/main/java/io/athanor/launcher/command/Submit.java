package io.athanor.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.view.Line;
import io.athanor.launcher.view.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "submit",
        description = "Posts a study. What is wrong with it is shown field by field.")
final class Submit implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the study, in YAML or JSON; - is the input")
    private String file = "";

    @Option(names = "--watch", description = "follow it until it ends")
    private boolean watch;

    @Mixin private ServerOption server = new ServerOption();
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        Api api = server.api();
        Document document = Document.read(file);
        JsonNode study = api.post(Api.path("studies"), document.text(), document.format());
        Screen screen = Screen.own();
        String id = study.path("id").asText();
        if (output.isTable()) {
            screen.print("study %s accepted".formatted(id));
            study.path("warnings")
                    .forEach(warning ->
                            screen.print(new Line("mind: " + warning.asText(), Line.Tone.NOTABLE)));
        } else {
            output.print(study, screen);
        }
        if (watch) {
            return Follow.toItsEnd(api, id, screen);
        }
        if (output.isTable()) {
            screen.print("follow it with ./athanor watch " + id);
        }
        return 0;
    }
}

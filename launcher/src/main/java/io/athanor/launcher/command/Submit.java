package io.athanor.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.view.Line;
import io.athanor.launcher.view.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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

    @ArgGroup private Then then = new Then();

    @Mixin private ServerOption server = new ServerOption();
    @Mixin private OutputOption output = new OutputOption();

    private static final class Then {
        @Option(names = "--watch", description = "follow it until it ends")
        private boolean watch;

        @Option(names = "--dry-run", description = "only say whether it would be accepted")
        private boolean dryRun;
    }

    @Override
    public Integer call() throws InterruptedException {
        Api api = server.api();
        Document document = Document.read(file);
        if (then.dryRun) {
            return check(api, document);
        }
        JsonNode study = api.post(Api.path("studies"), document.text(), document.format());
        Screen screen = Screen.own();
        String id = study.path("id").asText();
        if (output.isTable()) {
            screen.print("study %s accepted".formatted(id));
            warn(study, screen);
        } else {
            output.print(study, screen);
        }
        if (then.watch) {
            return Follow.toItsEnd(api, id, screen);
        }
        if (output.isTable()) {
            screen.print("follow it with ./athanor watch " + id);
        }
        return 0;
    }

    private int check(Api api, Document document) {
        JsonNode checked =
                api.post(Api.path("studies") + "?dryRun=true", document.text(), document.format());
        Screen screen = Screen.own();
        if (!output.isTable()) {
            return output.print(checked, screen);
        }
        JsonNode budget = checked.at("/spec/budget");
        screen.print(
                "it would be accepted: trials %s, epochs %s"
                        .formatted(budget.path("trials"), budget.path("epochs")));
        warn(checked, screen);
        return 0;
    }

    private static void warn(JsonNode answer, Screen screen) {
        answer.path("warnings")
                .forEach(warning ->
                        screen.print(new Line("mind: " + warning.asText(), Line.Tone.NOTABLE)));
    }
}

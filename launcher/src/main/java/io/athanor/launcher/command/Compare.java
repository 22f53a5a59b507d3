package io.athanor.launcher.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Comparison;
import io.athanor.launcher.view.Screen;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        description = {
            "Shows trials side by side: the hyperparameters in which they differ, what their",
            "epochs reached, and their losses."
        })
final class Compare implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(arity = "2..*", paramLabel = "TRIAL", description = "two or more trials")
    private List<String> names = List.of();

    @Mixin private ServerOption server = new ServerOption();
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Api api = server.api();
        Screen screen = Screen.own();
        ArrayNode found = JSON.createArrayNode();
        names.forEach(name -> found.add(api.get(Api.path("trials", name))));
        List<Trial> trials = api.read(found, Trial.class);
        Comparison comparison =
                new Comparison(
                        trials,
                        trials.stream().map(trial -> ShowTrial.losses(api, trial)).toList());
        if (!output.isTable()) {
            ObjectNode answer = JSON.createObjectNode();
            answer.set("differences", JSON.valueToTree(comparison.differences()));
            answer.set("trials", found);
            return output.print(answer, screen);
        }
        screen.print(comparison.lines(screen.hasBlocks(), screen.size().width()));
        return 0;
    }
}

package io.athanor.launcher.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.athanor.launcher.Failure;
import io.athanor.launcher.local.Installation;
import io.athanor.launcher.view.Screen;
import io.athanor.launcher.view.TemplateList;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "templates",
        description = {
            "Lists studies to begin with, the files in the folder examples. With NAME, prints one:",
            "./athanor templates demo > my-study.yaml"
        })
final class Templates implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "one of them")
    private String name = "";

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Screen screen = Screen.own();
        Map<String, String> templates = Installation.own().templates();
        if (!name.isEmpty()) {
            String text = templates.get(name);
            if (text == null) {
                throw new Failure(
                        "no template '%s': there is %s"
                                .formatted(name, String.join(", ", templates.keySet())));
            }
            screen.print(text.stripTrailing());
            return 0;
        }
        if (!output.isTable()) {
            ArrayNode all = new ObjectMapper().createArrayNode();
            templates.forEach((template, text) ->
                    all.addObject()
                            .put("name", template)
                            .put("about", TemplateList.about(text))
                            .put("yaml", text));
            return output.print(all, screen);
        }
        screen.print(TemplateList.of(templates, screen.size().width()));
        return 0;
    }
}

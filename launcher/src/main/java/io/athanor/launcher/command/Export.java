package io.athanor.launcher.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.view.Screen;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "export", description = "Prints all trials of a study, by number.")
final class Export implements Callable<Integer> {
    enum Format {
        CSV,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "STUDY", description = "the study's name")
    private String study = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "csv, a line a trial, or json, an array of all that is known; default ${DEFAULT-VALUE}")
    private Format format = Format.CSV;

    @Mixin private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        Api api = server.api();
        Screen screen = Screen.own();
        switch (format) {
            case CSV -> screen.print(api.trialsCsv(study).stripTrailing());
            case JSON -> {
                ArrayNode trials =
                        api.list(
                                        Api.path("studies", study, "trials"),
                                        Map.of("sort", "number"),
                                        Integer.MAX_VALUE)
                                .items();
                screen.print(trials.toPrettyString());
            }
        }
        return 0;
    }
}

package io.athanor.launcher.command;

import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.view.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "submit",
        description = "Posts a study. What is wrong with it is shown field by field.")
final class Submit implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the study, in YAML or JSON")
    private Path file = Path.of("");

    @Option(names = "--watch", description = "follow it until it ends")
    private boolean watch;

    @Mixin private ServerOption server = new ServerOption();

    @Override
    public Integer call() throws InterruptedException {
        Api api = server.api();
        Api.Format format = file.toString().endsWith(".json") ? Api.Format.JSON : Api.Format.YAML;
        Study study = api.createStudy(read(file), format);
        Screen screen = Screen.own();
        screen.print("study %s accepted".formatted(study.id()));
        if (watch) {
            return Follow.toItsEnd(api, study.id(), screen);
        }
        screen.print("follow it with ./athanor watch " + study.id());
        return 0;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Failure("cannot read " + file, e);
        }
    }
}

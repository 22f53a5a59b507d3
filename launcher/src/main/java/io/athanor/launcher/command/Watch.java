package io.athanor.launcher.command;

import io.athanor.launcher.view.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = "Shows a study and its trials as they go, until the study ends.")
final class Watch implements Callable<Integer> {
    @Parameters(paramLabel = "STUDY", description = "the study's name")
    private String study = "";

    @Mixin private ServerOption server = new ServerOption();

    @Override
    public Integer call() throws InterruptedException {
        return Follow.toItsEnd(server.api(), study, Screen.own());
    }
}

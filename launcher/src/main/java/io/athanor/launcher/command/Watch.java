package io.athanor.launcher.command;

import io.athanor.launcher.api.Api;
import io.athanor.launcher.view.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = {
            "Shows a study and its trials as they go, until the study ends: a table on a terminal,",
            "else a line for each change. Ends with 0 where the study is completed, else with 1."
        })
final class Watch implements Callable<Integer> {
    @Parameters(paramLabel = "STUDY", description = "the study's name")
    private String study = "";

    @Mixin private ServerOption server = new ServerOption();

    @Override
    public Integer call() throws InterruptedException {
        Api api = server.api();
        api.study(study);
        return Follow.toItsEnd(api, study, Screen.own());
    }
}

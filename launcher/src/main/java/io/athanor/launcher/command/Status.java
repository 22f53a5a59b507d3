package io.athanor.launcher.command;

import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.view.Screen;
import io.athanor.launcher.view.StudyList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "status", description = "Lists the studies, or shows one with its trials.")
final class Status implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "STUDY", description = "the study's name")
    private String study = "";

    @Mixin private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        Api api = server.api();
        Screen screen = Screen.own();
        if (study.isEmpty()) {
            List<Study> studies = api.studies();
            screen.print(StudyList.of(studies));
            return 0;
        }
        Study found = api.study(study);
        screen.print(StudyList.of(List.of(found)));
        screen.print("");
        screen.print(io.athanor.launcher.view.Leaderboard.of(found, api.trials(study)));
        return 0;
    }
}

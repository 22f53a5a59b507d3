package io.athanor.launcher.command;

import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Listing;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.view.Screen;
import io.athanor.launcher.view.StudyList;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "studies", description = "Lists the studies.")
final class Studies implements Callable<Integer> {
    @Mixin private ServerOption server = new ServerOption();
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Api api = server.api();
        Screen screen = Screen.own();
        Listing studies = api.list(Api.path("studies"), Map.of(), Integer.MAX_VALUE);
        if (!output.isTable()) {
            return output.print(studies.items(), screen);
        }
        screen.print(StudyList.of(api.read(studies.items(), Study.class), screen.size().width()));
        return 0;
    }
}

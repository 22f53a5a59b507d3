package io.athanor.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Listing;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Screen;
import io.athanor.launcher.view.StudyList;
import io.athanor.launcher.view.StudySheet;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        description = {
            "Shows how far a study is, with its best trials.",
            "Without STUDY: the trainers, and the studies that are not over."
        })
final class Status implements Callable<Integer> {
    private static final int BEST = 5;

    @Parameters(arity = "0..1", paramLabel = "STUDY", description = "the study's name")
    private String study = "";

    @Mixin private ServerOption server = new ServerOption();
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Api api = server.api();
        Screen screen = Screen.own();
        return study.isEmpty() ? showAll(api, screen) : show(api, screen);
    }

    private int showAll(Api api, Screen screen) {
        JsonNode fleet = api.get(Api.path("fleet"));
        Listing studies = api.list(Api.path("studies"), Map.of(), Integer.MAX_VALUE);
        if (!output.isTable()) {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.set("fleet", fleet);
            answer.set("studies", studies.items());
            return output.print(answer, screen);
        }
        screen.print(
                "%d trainer slots, %d wanted; %d trials are running"
                        .formatted(
                                fleet.path("slots").asInt(),
                                fleet.path("wanted").asInt(),
                                fleet.path("running").size()));
        List<Study> all = api.read(studies.items(), Study.class);
        List<Study> open = all.stream().filter(study -> !study.isOver()).toList();
        if (!open.isEmpty() || all.isEmpty()) {
            screen.print("");
            screen.print(StudyList.of(open, screen.size().width()));
        }
        if (open.size() < all.size()) {
            screen.print("");
            screen.print("over: %d, see ./athanor studies".formatted(all.size() - open.size()));
        }
        return 0;
    }

    private int show(Api api, Screen screen) {
        JsonNode found = api.get(Api.path("studies", study));
        if (!output.isTable()) {
            return output.print(found, screen);
        }
        Study now = api.read(found, Study.class);
        Listing best =
                api.list(Api.path("studies", study, "trials"), Map.of("sort", "objective"), BEST);
        List<Trial> trials = api.read(best.items(), Trial.class);
        int width = screen.size().width();
        screen.print(StudySheet.of(now, InstantSource.system()));
        screen.print("");
        screen.print(
                io.athanor.launcher.view.Leaderboard.of(now, trials, best.total(), true, width));
        return 0;
    }
}

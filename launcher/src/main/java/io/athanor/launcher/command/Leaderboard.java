package io.athanor.launcher.command;

import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Listing;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Screen;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "leaderboard", description = "Lists a study's trials, the best first.")
final class Leaderboard implements Callable<Integer> {
    private static final String BEST_FIRST = "objective";

    @Parameters(paramLabel = "STUDY", description = "the study's name")
    private String study = "";

    @Option(
            names = "--sort",
            paramLabel = "WHAT",
            description = {
                "objective (the best first), number, state, epochs, seconds or a hyperparameter",
                "of the study; default ${DEFAULT-VALUE}"
            })
    private String sort = BEST_FIRST;

    @Option(
            names = {"-r", "--reverse"},
            description = "the other way round")
    private boolean reverse;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "only trials in it: waiting, running, completed, stopped, infeasible, failed")
    private String state = "";

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "only trials that it stopped: plateau, median, ...")
    private String rule = "";

    @Option(
            names = {"-n", "--top"},
            paramLabel = "N",
            description = "the first N; default ${DEFAULT-VALUE}")
    private int top = 20;

    @Mixin private ServerOption server = new ServerOption();
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Api api = server.api();
        Screen screen = Screen.own();
        Listing trials =
                api.list(
                        Api.path("studies", study, "trials"),
                        Map.of("sort", reverse ? "-" + sort : sort, "state", state, "rule", rule),
                        Math.max(1, top));
        if (!output.isTable()) {
            return output.print(trials.items(), screen);
        }
        screen.print(
                io.athanor.launcher.view.Leaderboard.of(
                        api.read(api.get(Api.path("studies", study)), Study.class),
                        api.read(trials.items(), Trial.class),
                        trials.total(),
                        sort.equals(BEST_FIRST) && !reverse,
                        screen.size().width()));
        return 0;
    }
}

package io.athanor.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Losses;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Screen;
import io.athanor.launcher.view.TrialSheet;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "trial",
        description = {
            "Shows everything about a trial: hyperparameters, curve, epochs, why it was stopped,",
            "its diagnosis with a remedy, its attempts."
        })
final class ShowTrial implements Callable<Integer> {
    static final int CURVE_POINTS = 120;

    @Parameters(paramLabel = "TRIAL", description = "the study's name, a dash and a number")
    private String name = "";

    @Mixin private ServerOption server = new ServerOption();
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Api api = server.api();
        Screen screen = Screen.own();
        JsonNode found = api.get(Api.path("trials", name));
        if (!output.isTable()) {
            return output.print(found, screen);
        }
        Trial trial = api.read(found, Trial.class);
        TrialSheet sheet =
                new TrialSheet(
                        api.study(trial.study()),
                        trial,
                        losses(api, trial),
                        orNothing(() -> api.diagnosis(trial.id()).orElse(null)));
        screen.print(
                sheet.lines(screen.hasBlocks(), screen.size().width(), InstantSource.system()));
        return 0;
    }

    /// A trial is worth showing without its curve where the metrics service is down.
    static Losses losses(Api api, Trial trial) {
        Losses losses = orNothing(() -> api.losses(trial.id(), CURVE_POINTS));
        return losses == null ? Losses.NONE : losses;
    }

    private static <T> @Nullable T orNothing(Supplier<@Nullable T> asked) {
        try {
            return asked.get();
        } catch (Failure e) {
            return null;
        }
    }
}

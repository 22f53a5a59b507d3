package io.athanor.launcher.command;

import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.view.Screen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "open",
        description = {
            "Opens the page of a study or a trial in the browser; without one, that of all studies.",
            "Where there is no browser, its address is there to be copied."
        })
final class Open implements Callable<Integer> {
    private static final int SECONDS = 5;

    @Parameters(
            arity = "0..1",
            paramLabel = "STUDY|TRIAL",
            description = "a study's name, or a trial's: the study's, a dash and a number")
    private String name = "";

    @Mixin private ServerOption server = new ServerOption();

    @Override
    public Integer call() throws InterruptedException {
        Api api = server.api();
        Screen screen = Screen.own();
        String address = api.server().resolve("/").toString() + place(api);
        screen.print(address);
        if (!opens(address)) {
            screen.print("no browser could be started here");
        }
        return 0;
    }

    /// Where the page shows it. A study's name may end with a number too, so only the server can
    /// tell studies and trials apart.
    private String place(Api api) {
        if (name.isEmpty()) {
            return "#/";
        }
        for (String kind : List.of("studies", "trials")) {
            if (api.find(Api.path(kind, name)).isPresent()) {
                return "#/%s/%s".formatted(kind, name);
            }
        }
        throw new Failure("there is no study and no trial '%s'".formatted(name));
    }

    private static boolean opens(String address) throws InterruptedException {
        List<String> command = new ArrayList<>(opener());
        command.add(address);
        try {
            Process browser =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            // Some openers are the browser itself, and stay.
            return !browser.waitFor(SECONDS, TimeUnit.SECONDS) || browser.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static List<String> opener() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return List.of("open");
        }
        return system.startsWith("windows")
                ? List.of("rundll32", "url.dll,FileProtocolHandler")
                : List.of("xdg-open");
    }
}

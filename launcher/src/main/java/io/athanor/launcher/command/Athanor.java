package io.athanor.launcher.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `./athanor` itself: shows what there is.
@Command(
        name = "./athanor",
        subcommands = {
            Demo.class,
            Up.class,
            Templates.class,
            Submit.class,
            Studies.class,
            Status.class,
            Watch.class,
            Leaderboard.class,
            ShowTrial.class,
            Compare.class,
            Open.class,
            Stop.class,
            Pause.class,
            Resume.class,
            Cancel.class,
            Enqueue.class,
            Export.class,
            Data.class,
            Completion.class,
            Key.class,
            Help.class
        })
public final class Athanor implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec command;

    @Override
    public Integer call() {
        return show(Objects.requireNonNull(command).commandLine());
    }

    /// `./athanor help` is a file, so that the shell script can show it before anything is built.
    static int show(CommandLine athanor) {
        try (InputStream text =
                Objects.requireNonNull(
                        Athanor.class.getResourceAsStream("/io/athanor/launcher/help.txt"))) {
            athanor.getOut().print(new String(text.readAllBytes(), StandardCharsets.UTF_8));
            athanor.getOut().flush();
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

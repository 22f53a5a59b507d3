package io.athanor.launcher.command;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        description = {
            "Prints what bash and zsh need to complete commands and options of ./athanor:",
            "source <(./athanor completion)"
        })
final class Completion implements Callable<Integer> {
    /// Commands that the shell script carries out by itself.
    static final List<String> OF_THE_SCRIPT = List.of("test", "bench", "chaos");

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec command;

    @Override
    public Integer call() {
        CommandLine athanor = Objects.requireNonNull(command).commandLine().getParent();
        OF_THE_SCRIPT.forEach(
                name -> athanor.addSubcommand(name, CommandLine.Model.CommandSpec.create()));
        athanor.getOut().print(AutoComplete.bash("athanor", athanor));
        athanor.getOut().flush();
        return 0;
    }
}

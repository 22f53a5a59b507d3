package io.athanor.launcher.command;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "help", description = "What a command does and which options it has.")
final class Help implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "one of the commands")
    private String name = "";

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec command;

    @Override
    public Integer call() {
        CommandLine athanor = Objects.requireNonNull(command).commandLine().getParent();
        if (name.isEmpty()) {
            return Athanor.show(athanor);
        }
        CommandLine asked = athanor.getSubcommands().get(name);
        if (asked == null) {
            throw new CommandLine.ParameterException(athanor, "no command '%s'".formatted(name));
        }
        asked.usage(athanor.getOut());
        return CommandLine.ExitCode.OK;
    }
}

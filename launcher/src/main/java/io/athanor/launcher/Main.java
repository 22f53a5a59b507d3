package io.athanor.launcher;

import io.athanor.launcher.command.Athanor;
import java.io.PrintWriter;
import picocli.CommandLine;

/// The launcher's entry. Ends with 0 when the command did its work, 1 when it failed, 2 when it was
/// not understood.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine athanor = new CommandLine(new Athanor());
        athanor.getCommandSpec().addOption(help(false));
        athanor.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().addOption(help(true)));
        return athanor.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Main::failed)
                .setParameterExceptionHandler(Main::misunderstood);
    }

    /// @param usage whether it shows the command's usage, and keeps it from running
    private static CommandLine.Model.OptionSpec help(boolean usage) {
        return CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(usage)
                .description("show this")
                .build();
    }

    private static int failed(
            Exception problem, CommandLine command, CommandLine.ParseResult arguments)
            throws Exception {
        if (problem instanceof Failure) {
            command.getErr().println("athanor: " + problem.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        throw problem;
    }

    private static int misunderstood(CommandLine.ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("athanor: " + problem.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(problem, err);
        String name = command.getParent() == null ? "" : " " + command.getCommandName();
        err.println("See ./athanor help" + name);
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }
}

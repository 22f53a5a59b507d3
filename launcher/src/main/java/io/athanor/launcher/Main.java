package io.athanor.launcher;

import io.athanor.launcher.command.Athanor;
import java.io.PrintWriter;
import picocli.CommandLine;

/// The launcher's entry. Ends with 0 when the command did its work, 1 when it failed, 2 when it was
/// not understood, 3 when no server answered, 70 when this program is at fault.
public final class Main {
    private static final int OWN_FAULT = 70;

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
            Exception problem, CommandLine command, CommandLine.ParseResult arguments) {
        if (problem instanceof Failure failure) {
            command.getErr().println("athanor: " + failure.getMessage());
            return failure.exitCode();
        }
        StackTraceElement[] trace = problem.getStackTrace();
        command.getErr()
                .println(
                        "athanor: this is a fault of athanor's own: %s%s"
                                .formatted(problem, trace.length == 0 ? "" : " at " + trace[0]));
        return OWN_FAULT;
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

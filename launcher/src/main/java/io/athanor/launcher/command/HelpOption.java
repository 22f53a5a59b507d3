package io.athanor.launcher.command;

import picocli.CommandLine.Option;

/// `--help` of every command.
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    private boolean asked;
}

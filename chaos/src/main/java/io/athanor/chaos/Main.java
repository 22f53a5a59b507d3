package io.athanor.chaos;

import picocli.CommandLine;

/// `chaos HOME [--seed N] [--minutes M]`, where HOME is the folder in which everything is built.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Chaos()).execute(arguments));
    }
}

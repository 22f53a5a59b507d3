package io.athanor.launcher.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "export", description = "Prints a study's trials as CSV, a line each.")
final class Export implements Callable<Integer> {
    @Parameters(paramLabel = "STUDY", description = "the study's name")
    private String study = "";

    @Mixin private ServerOption server = new ServerOption();

    @Override
    public Integer call() {
        System.out.print(server.api().trialsCsv(study));
        System.out.flush();
        return 0;
    }
}

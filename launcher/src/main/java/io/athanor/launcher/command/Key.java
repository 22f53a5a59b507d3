package io.athanor.launcher.command;

import io.athanor.access.ApiKey;
import io.athanor.access.Role;
import io.athanor.launcher.view.Screen;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "key",
        description = {
            "Makes an API key. Shows it, which nothing does again, and the line for the file that",
            "athanor.auth.api-keys names. Only the key's hash is in that line."
        })
final class Key implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec command;

    @Parameters(index = "0", paramLabel = "NAME", description = "who gets it")
    private String name = "";

    @Parameters(index = "1", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}")
    private Role role = Role.VIEWER;

    @Override
    public Integer call() {
        ApiKey.Fresh fresh;
        try {
            fresh = ApiKey.create(name, role);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    java.util.Objects.requireNonNull(command).commandLine(), e.getMessage(), e);
        }
        Screen screen = Screen.own();
        screen.print("key   " + fresh.key());
        screen.print("line  " + fresh.entry().line());
        return 0;
    }
}

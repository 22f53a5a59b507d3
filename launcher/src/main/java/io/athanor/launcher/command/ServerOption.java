package io.athanor.launcher.command;

import io.athanor.launcher.api.Api;
import java.net.URI;
import picocli.CommandLine.Option;

/// Which Athanor a command talks to.
final class ServerOption {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "the Athanor to ask; default ${DEFAULT-VALUE}")
    private URI server = URI.create("http://127.0.0.1:8080");

    Api api() {
        return Api.at(server);
    }
}

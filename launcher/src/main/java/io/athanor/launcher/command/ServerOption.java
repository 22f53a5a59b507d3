package io.athanor.launcher.command;

import io.athanor.launcher.api.Api;
import java.net.URI;
import picocli.CommandLine.Option;

/// Which Athanor a command talks to.
final class ServerOption {
    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:ATHANOR_SERVER:-http://127.0.0.1:8080}",
            description =
                    "the Athanor to ask; default: what ATHANOR_SERVER says, or http://127.0.0.1:8080")
    private URI server = URI.create("http://127.0.0.1:8080");

    Api api() {
        String token = System.getenv("ATHANOR_TOKEN");
        return token == null || token.isBlank() ? Api.at(server) : Api.at(server, token.strip());
    }
}

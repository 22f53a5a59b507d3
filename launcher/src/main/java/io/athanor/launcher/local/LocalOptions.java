package io.athanor.launcher.local;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// What people may change about the local system.
public final class LocalOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "folder that holds everything; default ${DEFAULT-VALUE}")
    Path data = Path.of(".athanor");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "of the HTTP API; 0 is any free one; default ${DEFAULT-VALUE}")
    int port = 8080;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "of the metrics service; default ${DEFAULT-VALUE}")
    int metricsPort = 8081;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "of the broker; default ${DEFAULT-VALUE}")
    int kafkaPort = 9092;

    @Option(
            names = "--trainers",
            paramLabel = "N",
            description = {
                "processes that train, one trial each; default ${DEFAULT-VALUE}.",
                "0 where others start them"
            })
    int trainers = 2;
}

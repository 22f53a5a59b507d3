package io.athanor.launcher.command;

import io.athanor.launcher.local.LocalSystem;
import io.athanor.launcher.view.Screen;
import java.net.URI;

/// Tells people where the parts of the local system are.
final class Addresses {
    private static final URI DEFAULT_SERVER = URI.create("http://127.0.0.1:8080");

    private Addresses() {}

    static void show(LocalSystem system, Screen screen) {
        screen.print("");
        screen.print("  page        %s/".formatted(system.address()));
        screen.print("  HTTP API    %s/api/v1/studies".formatted(system.address()));
        screen.print("  OpenAPI     %s/q/openapi".formatted(system.address()));
        screen.print("  Prometheus  %s/q/metrics".formatted(system.metricsManagement()));
        screen.print("  autoscaling %s/internal/autoscale".formatted(system.schedulerManagement()));
        screen.print("  Kafka       %s".formatted(system.kafkaAddress()));
        screen.print("  logs        %s".formatted(system.logs()));
    }

    /// What a command needs to find this system; empty where it is where commands look.
    static String serverOption(LocalSystem system) {
        return system.address().equals(DEFAULT_SERVER) ? "" : " --server " + system.address();
    }
}

package io.athanor.launcher.local;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// One start of a child process.
///
/// @param environment added to the launcher's own; what is set there already stays
/// @param ready whether the process can do its work, by what it wrote to its log since this start
record Launch(List<String> command, Map<String, String> environment, Predicate<String> ready) {
    Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}

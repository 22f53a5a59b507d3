package io.athanor.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.util.Optional;

/// Who is let in.
@ConfigMapping(prefix = "athanor.auth")
interface AuthConfig {

    /// `none` lets everybody do everything: for one machine, on the loopback interface.
    @WithParentName
    @WithDefault("required")
    Mode mode();

    /// A file with a line for each key: `NAME ROLE HASH`, as `./athanor key` prints it.
    Optional<Path> apiKeys();

    enum Mode {
        REQUIRED,
        NONE
    }
}

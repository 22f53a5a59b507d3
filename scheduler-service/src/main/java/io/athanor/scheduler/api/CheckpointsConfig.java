package io.athanor.scheduler.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/// What trainers leave behind.
@ConfigMapping(prefix = "athanor.checkpoints")
interface CheckpointsConfig {

    /// The folder that they share.
    @WithDefault("${athanor.data:.athanor}/checkpoints")
    Path folder();
}

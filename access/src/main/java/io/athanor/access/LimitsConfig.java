package io.athanor.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What one caller may take of a service.
@ConfigMapping(prefix = "athanor.limits")
interface LimitsConfig {

    /// How long a request's body may take to come, however steadily it does.
    @WithDefault("30s")
    Duration bodyPatience();
}

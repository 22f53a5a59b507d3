package io.athanor.scheduler.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/// Where the metrics service is.
@ConfigMapping(prefix = "athanor.metrics")
interface MetricsConfig {

    /// Its root.
    @WithDefault("http://127.0.0.1:8081")
    URI url();

    /// How long it may take to answer.
    @WithDefault("10s")
    Duration timeout();
}

package io.athanor.scheduler.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How the API treats those who wait.
@ConfigMapping(prefix = "athanor.api")
interface ApiConfig {

    /// How long a request waits until what it asked for shows.
    @WithDefault("20s")
    Duration patience();

    /// Listeners to a study's changes that this process serves at once; each has a Kafka consumer.
    @WithDefault("200")
    int listeners();
}

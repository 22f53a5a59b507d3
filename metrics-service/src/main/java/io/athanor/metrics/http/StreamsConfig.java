package io.athanor.metrics.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Who may listen to live losses, and what they hear.
@ConfigMapping(prefix = "athanor.metrics.streams")
interface StreamsConfig {
    /// Listeners to live losses that this process serves at once.
    @WithDefault("200")
    int listeners();

    /// After this long without news, a comment says that the stream lives.
    @WithDefault("PT15S")
    Duration silence();
}

package io.athanor.metrics.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long curves are kept.
@ConfigMapping(prefix = "athanor.metrics.curves")
interface CurvesConfig {
    /// A curve stays at least this long after its newest record.
    @WithDefault("P7D")
    Duration retention();
}

package io.athanor.metrics.series;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How many series there may be, and for how long.
@ConfigMapping(prefix = "athanor.metrics.series")
interface SeriesConfig {
    /// Trials that may have series of their own at once, in this process.
    @WithDefault("200")
    int trials();

    /// After this long without a record a trial's series go.
    @WithDefault("PT5M")
    Duration silence();

    /// Studies that may have series at once, in this process. Where there are more, those that
    /// ended first have none; those that run have theirs.
    @WithDefault("500")
    int studies();

    /// Series of a study stay for this long after its end.
    @WithDefault("PT1H")
    Duration studyLinger();
}

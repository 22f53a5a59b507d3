package io.athanor.scheduler.topology;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How the scheduler watches over trials.
@ConfigMapping(prefix = "athanor.scheduler")
interface SchedulerConfig {

    /// How long nothing may be heard of a running trial, by the scheduler's own caught-up time,
    /// before its attempt is lost. Trainers send a heartbeat every 2 s. Whole seconds.
    @WithDefault("15s")
    Duration lease();

    /// How often the ready trainers are counted.
    @WithDefault("2s")
    Duration fleetInterval();
}

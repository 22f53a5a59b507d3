package io.athanor.trainer.slots;

import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StopTrial;
import io.athanor.trainer.reporting.ExecutionReport;
import io.athanor.trainer.training.Ending;
import io.athanor.trainer.training.StopSignal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The executions in this trainer's slots.
@Singleton
class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final Map<ExecutionId, Execution> executions = new ConcurrentHashMap<>();
    private volatile boolean leaving;
    private volatile long idleSince = System.nanoTime();

    private record Execution(ExecutionReport report, StopSignal signal) {}

    Running(Capacity capacity, MeterRegistry metrics) {
        Gauge.builder("athanor.slots", executions, Map::size)
                .description("Slots of this trainer, by what they do")
                .tag("state", "busy")
                .register(metrics);
        Gauge.builder("athanor.slots", executions, busy -> capacity.slots() - busy.size())
                .description("Slots of this trainer, by what they do")
                .tag("state", "idle")
                .register(metrics);
    }

    /// What may end the execution from now on, until [#remove].
    StopSignal add(ExecutionReport report) {
        StopSignal signal = new StopSignal();
        executions.put(report.execution(), new Execution(report, signal));
        if (leaving) {
            signal.request(new Ending.Released());
        }
        return signal;
    }

    void remove(ExecutionReport report) {
        notIdle();
        executions.remove(report.execution());
    }

    /// Lets the time that counts as idle begin now.
    void notIdle() {
        idleSince = System.nanoTime();
    }

    /// How many there are.
    int trials() {
        return executions.size();
    }

    /// How long there has been none; zero while there is one.
    Duration idle() {
        return executions.isEmpty()
                ? Duration.ofNanos(System.nanoTime() - idleSince)
                : Duration.ZERO;
    }

    /// Never throws: its caller's timer would stop.
    void heartbeat() {
        for (Execution execution : executions.values()) {
            try {
                execution.report().heartbeat();
            } catch (RuntimeException e) {
                LOG.warn("no heartbeat: execution={}", execution.report().execution(), e);
            }
        }
    }

    /// Passes a request on, if it is for one of these.
    void stop(StopTrial request) {
        Execution execution = executions.get(request.execution());
        if (execution != null && execution.report().isOf(request.trial(), request.attempt())) {
            execution.signal().request(ending(request.stop()));
        }
    }

    /// Hands all trials back, and those that are added from now on.
    void leave() {
        leaving = true;
        executions.values().forEach(e -> e.signal().request(new Ending.Released()));
    }

    /// Whatever rule judged, it is a stop, but for the two that mean something else.
    private static Ending ending(Stop stop) {
        if (stop.rule() == Stop.Rule.NON_FINITE) {
            return new Ending.Infeasible(stop.message());
        }
        if (stop.rule() == Stop.Rule.SUPERSEDED) {
            return new Ending.Superseded();
        }
        return new Ending.Stopped(stop);
    }
}

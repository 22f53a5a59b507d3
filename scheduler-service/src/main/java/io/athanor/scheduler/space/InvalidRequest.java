package io.athanor.scheduler.space;

import java.util.List;
import java.util.stream.Collectors;

/// A request that asks for what is not allowed, with everything that is wrong with it.
public final class InvalidRequest extends RuntimeException {
    private final transient List<Fault> faults;

    public InvalidRequest(List<Fault> faults) {
        super(faults.stream().map(Fault::message).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}

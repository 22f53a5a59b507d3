package io.athanor.scheduler.pruning;

import java.util.List;
import java.util.Optional;

/// Stops nobody.
record NoPruner() implements Pruner {

    @Override
    public Optional<Verdict> judge(int trial, List<Double> curve, Standings standings) {
        return Optional.empty();
    }
}

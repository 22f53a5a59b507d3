package io.athanor.scheduler.pruning;

import io.athanor.contracts.PrunerSpec;

class PercentilePrunerTest extends PrunerContract {

    @Override
    PrunerSpec spec() {
        return new PrunerSpec.Percentile(
                25, PrunerSpec.Average.LAST_K, PrunerSpec.Peers.COMPLETED, 2, 3, 1, 2);
    }
}

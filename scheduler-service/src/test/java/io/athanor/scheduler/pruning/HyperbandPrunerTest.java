package io.athanor.scheduler.pruning;

import io.athanor.contracts.PrunerSpec;

class HyperbandPrunerTest extends PrunerContract {

    @Override
    PrunerSpec spec() {
        return new PrunerSpec.Hyperband(1, 3);
    }
}

package io.athanor.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.SamplerSpec;
import org.junit.jupiter.api.Test;

class GridSamplerTest extends SamplerContract {

    @Override
    SamplerSpec sampler() {
        return new SamplerSpec.Grid();
    }

    @Test
    void hasNothingToSuggestOnceEveryPointWasTried() {
        Sampler sampler = Sampler.of(study(FINITE, 1));

        assertThat(sampler.suggest(19, tried(study(FINITE, 1), suggestions(FINITE, 1, 18))))
                .isInstanceOf(Suggestion.Exhausted.class);
    }
}

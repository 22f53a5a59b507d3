package io.athanor.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.ParameterSpace.IntRange;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RandomSamplerTest extends SamplerContract {

    @Override
    SamplerSpec sampler() {
        return new SamplerSpec.Random();
    }

    @Test
    void repeatsOnlyWhenTheSpaceIsExhausted() {
        Sampler sampler = Sampler.of(study(FINITE, 1));
        List<Point> all = suggestions(FINITE, 1, 18);

        assertThat(all).contains(suggested(sampler.suggest(19, tried(study(FINITE, 1), all))));
    }

    @Test
    void drawsALogFloatUniformlyInItsLogarithm() {
        Map<String, ParameterSpace> space =
                Map.of("learningRate", new FloatRange(1e-4, 1e-1, true, null, Map.of()));

        List<Double> drawn =
                suggestions(space, 5, 3000).stream()
                        .map(point -> (Double) point.values().get("learningRate"))
                        .toList();

        assertThat(drawn).allSatisfy(rate -> assertThat(rate).isBetween(1e-4, 1e-1));
        for (double decade : new double[] {1e-4, 1e-3, 1e-2}) {
            double share =
                    drawn.stream().filter(rate -> rate >= decade && rate < decade * 10).count()
                            / 3000.0;
            // Standard deviation of a third of 3,000 draws is 0.0086.
            assertThat(share).isCloseTo(1 / 3.0, within(0.035));
        }
    }

    @Test
    void drawsTheEndsOfALogIntAsOftenAsItsLogarithmSays() {
        IntRange range = new IntRange(1, 4, true, null, Map.of());
        Space space = Space.of(study(Map.of("schedule.patience", range), 1));
        var random = new java.util.SplittableRandom(4);

        Map<Object, Long> counts =
                java.util.stream.IntStream.range(0, 4000)
                        .mapToObj(_ -> space.draw(random).values().get("schedule.patience"))
                        .collect(Collectors.groupingBy(value -> value, Collectors.counting()));

        // P(k) = ln((k + 1/2) / (k - 1/2)) / ln 9.
        for (long k = 1; k <= 4; k++) {
            double expected = Math.log((k + 0.5) / (k - 0.5)) / Math.log(9);
            assertThat(counts.get(k) / 4000.0).isCloseTo(expected, within(0.03));
        }
    }
}

package io.athanor.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SobolSamplerTest extends SamplerContract {

    @Override
    SamplerSpec sampler() {
        return new SamplerSpec.Sobol();
    }

    /// From SciPy 1.17.1: `scipy.stats.qmc.Sobol(50, scramble=False)`.
    @ParameterizedTest
    @CsvSource({
        "0, 0.0 0.5 0.75 0.25 0.375 0.875 0.625 0.125",
        "2, 0.0 0.5 0.25 0.75 0.625 0.125 0.875 0.375",
        "20, 0.0 0.5 0.25 0.75 0.125 0.625 0.375 0.875",
        "49, 0.0 0.5 0.75 0.25 0.375 0.875 0.625 0.125"
    })
    void followsJoeAndKuosSequenceWhereItIsNotScrambled(int dimension, String expected) {
        List<Double> first =
                IntStream.range(0, 8)
                        .mapToObj(index -> share(SobolSequence.at(index, dimension)))
                        .toList();

        assertThat(first)
                .isEqualTo(List.of(expected.split(" ")).stream().map(Double::valueOf).toList());
    }

    @Test
    void staysASobolSequenceWhenItIsScrambled() {
        // 64 points of dimensions 1 and 2 are a net: one in each cell of 64 of equal area, however
        // they are cut.
        for (int width = 1; width <= 64; width *= 2) {
            Set<List<Integer>> cells = new HashSet<>();
            for (int index = 0; index < 64; index++) {
                double x = share(SobolSequence.scrambled(index, 0, 0x123456789abcdefL));
                double y = share(SobolSequence.scrambled(index, 1, 0xfedcba987654321L));
                cells.add(List.of((int) (x * width), (int) (y * 64 / width)));
            }
            assertThat(cells).as("cells of width 1/%d", width).hasSize(64);
        }
    }

    @Test
    void spreadsPointsMoreEvenlyThanChance() {
        Map<String, ParameterSpace> space =
                Map.of("dropout", new FloatRange(0, 0.5, false, null, Map.of()));

        for (long seed = 0; seed < 20; seed++) {
            Set<Integer> sixteenths = new HashSet<>();
            for (Point point : suggestions(space, seed, 16)) {
                sixteenths.add((int) ((Double) point.values().get("dropout") * 32));
            }
            assertThat(sixteenths).hasSize(16);
        }
    }

    private static double share(int bits) {
        return Integer.toUnsignedLong(bits) * 0x1p-32;
    }
}

package io.athanor.trainer.program;

import io.athanor.contracts.TrialCurve.Filters;
import io.athanor.contracts.TrialCurve.ParameterStatistics;
import io.athanor.contracts.network.Parameter;
import io.athanor.contracts.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads what the program measured of a weight.
final class WeightStatistics {
    private static final int MOMENTS = 4;

    static final int COLUMNS = MOMENTS + ParameterStatistics.BINS;

    private WeightStatistics() {}

    static boolean isConvolution(Parameter parameter) {
        return parameter.role() == Role.WEIGHT && parameter.shape().sizes().size() == 4;
    }

    /// @param row of [#COLUMNS] numbers
    /// @param values of a convolution whose filters are to be shown
    static ParameterStatistics of(
            Parameter parameter, double expectedDeviation, float[] row, float @Nullable [] values) {
        List<Integer> histogram =
                IntStream.range(MOMENTS, COLUMNS).mapToObj(bin -> (int) row[bin]).toList();
        return new ParameterStatistics(
                parameter.name(),
                row[0],
                row[1],
                expectedDeviation,
                row[2],
                row[3],
                histogram,
                values == null ? null : filters(parameter.shape().sizes(), values));
    }

    private static Filters filters(List<Integer> sizes, float[] values) {
        int count = Math.min(sizes.get(0), ParameterStatistics.MAX_FILTERS);
        int size = sizes.get(1) * sizes.get(2) * sizes.get(3);
        List<Float> shown = new ArrayList<>();
        for (int i = 0; i < count * size; i++) {
            shown.add(values[i]);
        }
        return new Filters(count, sizes.get(1), sizes.get(2), sizes.get(3), shown);
    }
}

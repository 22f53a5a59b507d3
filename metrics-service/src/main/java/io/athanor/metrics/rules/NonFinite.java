package io.athanor.metrics.rules;

import io.athanor.contracts.Stop;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// A loss was NaN or infinite. The one rule that does not wait for the end of a block.
final class NonFinite {
    private NonFinite() {}

    /// The stop for `loss`, which is not finite.
    ///
    /// @param smoothed the moving average before it; NaN where there was none
    static Stop stop(int iteration, float loss, double smoothed, double learningRate) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        if (Double.isFinite(smoothed)) {
            evidence.put("smoothedLossBefore", smoothed);
        }
        evidence.put("learningRate", learningRate);
        return new Stop(
                Stop.Rule.NON_FINITE,
                iteration,
                evidence,
                String.format(Locale.ROOT, "The loss of iteration %d is %s.", iteration, loss));
    }
}

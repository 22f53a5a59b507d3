package io.athanor.metrics.http;

import io.athanor.metrics.http.Problem.Fault;
import jakarta.ws.rs.core.Response.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which part of a curve, and how finely.
///
/// @param from the first iteration
/// @param points at most this many, of the losses and of the smoothed losses
record LossesQuery(int from, int points) {
    private static final int MOST_POINTS = 2_000;

    /// @throws RefusedException with all faults
    static LossesQuery parse(@Nullable String from, @Nullable String points) {
        List<Fault> faults = new ArrayList<>();
        int first = number("from", from, 1, Integer.MAX_VALUE, 1, faults);
        int most = number("points", points, 2, MOST_POINTS, MOST_POINTS, faults);
        if (!faults.isEmpty()) {
            String detail =
                    String.join(
                            "; ",
                            faults.stream()
                                    .map(fault -> fault.field() + " " + fault.message())
                                    .toList());
            throw new RefusedException(Problem.of(Status.BAD_REQUEST, detail, faults));
        }
        return new LossesQuery(first, most);
    }

    private static int number(
            String field,
            @Nullable String text,
            int least,
            int most,
            int otherwise,
            List<Fault> faults) {
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        faults.add(
                new Fault(
                        field, "'%s': a whole number from %d to %d".formatted(text, least, most)));
        return otherwise;
    }
}

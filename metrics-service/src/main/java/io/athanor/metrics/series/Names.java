package io.athanor.metrics.series;

import java.util.Locale;

/// What enum values are called in labels: as in the messages.
final class Names {
    private Names() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

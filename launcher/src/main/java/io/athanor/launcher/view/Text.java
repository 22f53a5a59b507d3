package io.athanor.launcher.view;

import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How numbers and names are written.
final class Text {
    private static final String UNKNOWN = "-";
    private static final double HUGE = 10_000;
    private static final int READABLE = 100;

    private Text() {}

    static String loss(@Nullable Double loss) {
        if (loss == null) {
            return UNKNOWN;
        }
        return Math.abs(loss) < HUGE ? format("%.4f", loss) : number(loss);
    }

    static String accuracy(@Nullable Double accuracy) {
        return accuracy == null ? UNKNOWN : format("%.1f %%", 100 * accuracy);
    }

    static String objective(@Nullable Double value, Study.Objective objective) {
        return objective.isAccuracy() ? accuracy(value) : loss(value);
    }

    /// Four digits and no more zeros than needed.
    static String number(Object value) {
        if (!(value instanceof Double real)) {
            return value.toString();
        }
        String text = format("%.4g", real);
        if (text.contains("e")) {
            return text.replaceFirst("0+e", "e").replaceFirst("\\.e", "e");
        }
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    static String duration(Duration duration) {
        return duration.toHours() > 0
                ? format(
                        "%d:%02d:%02d",
                        duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
                : format("%d:%02d", duration.toMinutes(), duration.toSecondsPart());
    }

    static String point(Map<String, Object> point) {
        return Flat.of(point).entrySet().stream()
                .map(parameter -> parameter.getKey() + " " + number(parameter.getValue()))
                .collect(Collectors.joining(", "));
    }

    /// The words in lines that begin with `indent` and are no wider than `width`, if words allow,
    /// nor wider than people like to read.
    static List<String> wrapped(String indent, String words, int width) {
        int most = Math.min(width, READABLE);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : words.split(" ", -1)) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > most) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /// Why a trial did not train all its epochs, or is to stop; empty where it did.
    static String why(Trial trial) {
        if (trial.stop() != null) {
            return trial.stop().rule() + ": " + trial.stop().message();
        }
        if (trial.reason() != null) {
            return trial.reason();
        }
        if (!trial.isOver() && !trial.endedAttempts().isEmpty()) {
            Trial.EndedAttempt last = trial.endedAttempts().getLast();
            return format(
                    "attempt %d; %s's was %s",
                    trial.attempt(), or(last.trainer(), "the last"), last.outcome());
        }
        return "";
    }

    /// The same in a word or two.
    static String cause(Trial trial) {
        if (trial.stop() != null) {
            return trial.stop().rule();
        }
        return trial.attempt() > 1 ? "attempt " + trial.attempt() : "";
    }

    static String metric(Study.Objective objective) {
        return objective.metric().replace('_', ' ');
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    @SuppressWarnings("AnnotateFormatMethod") // would need a library for its annotation
    static String format(String format, @Nullable Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}

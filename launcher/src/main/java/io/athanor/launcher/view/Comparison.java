package io.athanor.launcher.view;

import io.athanor.launcher.api.Losses;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Table.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Two or more trials side by side.
///
/// @param losses of each trial, in the same order
public record Comparison(List<Trial> trials, List<Losses> losses) {
    private static final int CURVE = 40;
    private static final String ABSENT = "-";

    public Comparison {
        trials = List.copyOf(trials);
        losses = List.copyOf(losses);
    }

    /// The hyperparameters that are not the same in all, with the value of each trial: null where
    /// it has none.
    public Map<String, List<@Nullable Object>> differences() {
        List<Map<String, Object>> all =
                trials.stream().map(trial -> Flat.of(trial.hyperparameters())).toList();
        Set<String> names = new LinkedHashSet<>();
        all.forEach(one -> names.addAll(one.keySet()));
        Map<String, List<@Nullable Object>> differences = new LinkedHashMap<>();
        for (String name : names) {
            List<@Nullable Object> values = new ArrayList<>();
            all.forEach(one -> values.add(one.get(name)));
            if (values.stream().distinct().count() > 1) {
                differences.put(name, values);
            }
        }
        return differences;
    }

    /// @param blocks whether the screen can show block characters
    /// @param width characters that there is room for
    public List<Line> lines(boolean blocks, int width) {
        Table table =
                new Table(
                        Stream.concat(
                                        Stream.of(Column.left("")),
                                        trials.stream().map(trial -> Column.right(trial.id())))
                                .toList());
        row(table, "state", trials.stream().map(Trial::state));
        row(table, "objective", trials.stream().map(trial -> Text.loss(trial.objective())));
        Map<String, List<@Nullable Object>> differences = differences();
        differences.forEach(
                (name, values) -> row(table, name, values.stream().map(Comparison::shown)));
        int epochs = trials.stream().mapToInt(trial -> trial.epochs().size()).max().orElse(0);
        IntStream.range(0, epochs)
                .forEach(i ->
                        row(
                                table,
                                "test accuracy " + (i + 1),
                                trials.stream().map(trial -> accuracy(trial, i))));
        List<Line> lines = new ArrayList<>(table.lines(width));
        if (differences.isEmpty()) {
            lines.add(Line.plain(" all their hyperparameters are the same"));
        }
        lines.addAll(curves(blocks, width));
        return lines;
    }

    private List<Line> curves(boolean blocks, int width) {
        if (losses.stream().allMatch(one -> one.points().isEmpty())) {
            return List.of();
        }
        List<Line> lines = new ArrayList<>();
        lines.add(Line.plain(""));
        lines.add(Line.heading(" smoothed loss, all on one scale"));
        Sparkline scale = Sparkline.of(losses.stream().map(Losses::values).toList());
        int name = trials.stream().mapToInt(trial -> trial.id().length()).max().orElse(0);
        for (int i = 0; i < trials.size(); i++) {
            Losses curve = losses.get(i);
            lines.add(
                    Line.plain(
                            Text.format(
                                    " %-" + name + "s  %s  %s",
                                    trials.get(i).id(),
                                    scale.draw(
                                            curve.values(),
                                            Math.clamp(width - name - 12L, 10, CURVE),
                                            blocks),
                                    Text.loss(curve.last().map(Losses.Point::loss).orElse(null)))));
        }
        return lines;
    }

    private static void row(Table table, String name, Stream<String> values) {
        table.row(Stream.concat(Stream.of(name), values).toArray());
    }

    private static String shown(@Nullable Object value) {
        return Text.number(Objects.requireNonNullElse(value, ABSENT));
    }

    private static String accuracy(Trial trial, int epoch) {
        return epoch < trial.epochs().size()
                ? Text.accuracy(trial.epochs().get(epoch).testAccuracy())
                : ABSENT;
    }
}

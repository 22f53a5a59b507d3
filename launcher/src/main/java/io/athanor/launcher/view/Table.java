package io.athanor.launcher.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Rows in columns that are as wide as what is in them. Where the screen is too narrow for all, the
/// columns that matter least are left out; what is still too wide is cut by the screen.
final class Table {
    private static final String MARGIN = " ";
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<Row> rows = new ArrayList<>();

    Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /// @param least characters that it has at least, so that it does not jump about
    /// @param dropped the column with the highest is the first to be left out; with 0 it stays
    record Column(String heading, boolean right, int least, int dropped) {
        static Column left(String heading) {
            return new Column(heading, false, 0, 0);
        }

        static Column right(String heading) {
            return new Column(heading, true, 0, 0);
        }

        Column atLeast(int characters) {
            return new Column(heading, right, characters, dropped);
        }

        Column dropped(int order) {
            return new Column(heading, right, least, order);
        }

        private String cell(String text, int width) {
            String space = " ".repeat(width - text.length());
            return right ? space + text : text + space;
        }
    }

    private record Row(Line.Tone tone, List<String> cells) {}

    void row(Line.Tone tone, Object... cells) {
        rows.add(new Row(tone, List.of(cells).stream().map(Object::toString).toList()));
    }

    void row(Object... cells) {
        row(Line.Tone.PLAIN, cells);
    }

    /// @param width characters that there is room for
    List<Line> lines(int width) {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            int widest =
                    rows.stream().mapToInt(row -> row.cells().get(column).length()).max().orElse(0);
            widths.add(
                    Math.max(
                            Math.max(widest, columns.get(i).heading().length()),
                            columns.get(i).least()));
        }
        List<Integer> shown = shown(widths, width);
        List<Line> lines = new ArrayList<>();
        lines.add(
                Line.heading(text(columns.stream().map(Column::heading).toList(), shown, widths)));
        rows.forEach(row -> lines.add(new Line(text(row.cells(), shown, widths), row.tone())));
        return lines;
    }

    private List<Integer> shown(List<Integer> widths, int width) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            shown.add(i);
        }
        while (MARGIN.length()
                        + shown.stream().mapToInt(i -> widths.get(i) + GAP.length()).sum()
                        - GAP.length()
                > width) {
            Integer least =
                    shown.stream()
                            .filter(i -> columns.get(i).dropped() > 0)
                            .max(Comparator.comparingInt(i -> columns.get(i).dropped()))
                            .orElse(null);
            if (least == null) {
                return shown;
            }
            shown.removeIf(least::equals);
        }
        return shown;
    }

    private String text(List<String> cells, List<Integer> shown, List<Integer> widths) {
        return MARGIN
                + shown.stream()
                        .map(i -> columns.get(i).cell(cells.get(i), widths.get(i)))
                        .collect(Collectors.joining(GAP))
                        .stripTrailing();
    }
}

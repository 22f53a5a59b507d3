package io.athanor.launcher.view;

import io.athanor.launcher.view.Table.Column;
import java.util.List;
import java.util.Map;

/// Studies to begin with, a line each.
public final class TemplateList {
    private TemplateList() {}

    /// @param templates texts by name
    /// @param width characters that there is room for
    public static List<Line> of(Map<String, String> templates, int width) {
        Table table = new Table(List.of(Column.left("template"), Column.left("what it is")));
        templates.forEach((name, text) -> table.row(name, about(text)));
        return table.lines(width);
    }

    /// The first line, a comment.
    public static String about(String text) {
        return text.lines().findFirst().orElse("").replaceFirst("^# *", "");
    }
}

package io.athanor.launcher.view;

/// A line of text, and what it means for its colour.
public record Line(String text, Tone tone) {

    public enum Tone {
        PLAIN(""),
        HEADING("\033[1m"),
        FAINT("\033[2m"),
        GOOD("\033[32m"),
        NOTABLE("\033[33m"),
        BAD("\033[31m");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    public static Line plain(String text) {
        return new Line(text, Tone.PLAIN);
    }

    public static Line heading(String text) {
        return new Line(text, Tone.HEADING);
    }

    /// Cut to `width`, which `ellipsis` shows, and, where wanted, coloured.
    String render(int width, String ellipsis, boolean coloured) {
        String shown =
                text.length() <= width
                        ? text
                        : text.substring(0, Math.max(0, width - ellipsis.length())) + ellipsis;
        return coloured && tone != Tone.PLAIN ? tone.code + shown + "\033[0m" : shown;
    }
}

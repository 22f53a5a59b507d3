package io.athanor.launcher.view;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a command writes to: a terminal, on which a block of lines can be drawn again and again
/// below what was printed, or a plain stream. Any thread may write.
public final class Screen {
    private static final Size USUAL = new Size(24, 80);

    /// A terminal that does not know its size says 0.
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4}) ([1-9]\\d{0,4})\\s*");

    private final PrintStream out;
    private final boolean terminal;
    private final boolean coloured;
    private List<Line> block = List.of();
    private int blockWidth;
    private int drawn;

    Screen(PrintStream out, boolean terminal, boolean coloured) {
        this.out = out;
        this.terminal = terminal;
        this.coloured = coloured;
    }

    /// The screen of this process. `./athanor` says by the system property `athanor.terminal`
    /// whether it is a terminal, since only a shell can tell for the output alone.
    public static Screen own() {
        boolean terminal =
                Boolean.getBoolean("athanor.terminal") && !"dumb".equals(System.getenv("TERM"));
        String noColour = System.getenv("NO_COLOR");
        return new Screen(
                System.out, terminal, terminal && (noColour == null || noColour.isEmpty()));
    }

    public boolean isTerminal() {
        return terminal;
    }

    /// Whether it can show block characters.
    public boolean hasBlocks() {
        return StandardCharsets.UTF_8.equals(out.charset());
    }

    /// Whether nobody reads any more what is printed, as when `| head` has seen enough.
    public boolean isClosed() {
        return out.checkError();
    }

    /// Prints a line that stays.
    public synchronized void print(String text) {
        print(Line.plain(text));
    }

    public synchronized void print(Line line) {
        print(List.of(line), Integer.MAX_VALUE);
    }

    /// Prints lines that stay, each cut to the width of the terminal.
    public synchronized void print(List<Line> lines) {
        print(lines, size().width());
    }

    private void print(List<Line> lines, int width) {
        erase();
        lines.forEach(line -> out.println(line.render(width, ellipsis(), coloured)));
        draw();
        out.flush();
    }

    /// Replaces the block below the printed lines. Only for terminals.
    ///
    /// @param width of the terminal
    public synchronized void show(List<Line> lines, int width) {
        erase();
        block = List.copyOf(lines);
        blockWidth = width;
        draw();
        out.flush();
    }

    /// Lets what the block shows stay as it is.
    public synchronized void keep() {
        block = List.of();
        drawn = 0;
    }

    /// Of the terminal; a plain stream is as wide as its lines are.
    public Size size() {
        return terminal ? terminalSize() : new Size(USUAL.height(), Integer.MAX_VALUE);
    }

    /// @param height lines
    /// @param width characters of a line
    public record Size(int height, int width) {}

    private String ellipsis() {
        return hasBlocks() ? "…" : "...";
    }

    private void erase() {
        if (drawn > 0) {
            out.print("\033[%dA\r\033[J".formatted(drawn));
            drawn = 0;
        }
    }

    private void draw() {
        if (block.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        block.forEach(
                line -> text.append(line.render(blockWidth, ellipsis(), coloured)).append('\n'));
        out.print(text);
        drawn = block.size();
    }

    private static Size terminalSize() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer =
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Matcher size = SIZE.matcher(answer);
            return stty.waitFor() == 0 && size.matches()
                    ? new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)))
                    : USUAL;
        } catch (IOException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }
}

package io.athanor.launcher.view;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Where a command writes to: a terminal, on which a block of lines can be drawn again and again
/// below what was printed, or a plain stream. Any thread may write.
public final class Screen {
    private static final int[] USUAL_SIZE = {24, 80};

    private final PrintStream out;
    private final boolean terminal;
    private final boolean coloured;
    private List<Line> block = List.of();
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
        return new Screen(System.out, terminal, terminal && System.getenv("NO_COLOR") == null);
    }

    public boolean isTerminal() {
        return terminal;
    }

    public boolean hasBlocks() {
        return terminal && StandardCharsets.UTF_8.equals(out.charset());
    }

    /// Prints a line that stays.
    public synchronized void print(String text) {
        print(Line.plain(text));
    }

    public synchronized void print(Line line) {
        erase();
        out.println(line.render(Integer.MAX_VALUE, coloured));
        draw();
        out.flush();
    }

    public synchronized void print(List<Line> lines) {
        lines.forEach(this::print);
    }

    /// Replaces the block below the printed lines. Only for terminals.
    public synchronized void show(List<Line> lines) {
        erase();
        block = List.copyOf(lines);
        draw();
        out.flush();
    }

    /// Lets what the block shows stay as it is.
    public synchronized void keep() {
        block = List.of();
        drawn = 0;
    }

    /// Lines of the terminal.
    public int height() {
        return size()[0];
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
        int width = size()[1] - 1;
        StringBuilder text = new StringBuilder();
        block.forEach(line -> text.append(line.render(width, coloured)).append('\n'));
        out.print(text);
        drawn = block.size();
    }

    private int[] size() {
        if (!terminal) {
            return USUAL_SIZE;
        }
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String[] answer =
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .strip()
                            .split(" ", -1);
            boolean known = stty.waitFor(1, TimeUnit.SECONDS) && answer.length == 2;
            return known
                    ? new int[] {Integer.parseInt(answer[0]), Integer.parseInt(answer[1])}
                    : USUAL_SIZE;
        } catch (IOException e) {
            return USUAL_SIZE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_SIZE;
        }
    }
}

package io.athanor.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void keepsTheBlockBelowWhatIsPrinted() {
        Screen screen = new Screen(out, true, false);

        screen.show(List.of(Line.plain("one"), Line.plain("two")), 80);
        screen.print("news");
        screen.show(List.of(Line.plain("three")), 80);

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("one\ntwo\n\033[2A\r\033[Jnews\none\ntwo\n\033[2A\r\033[Jthree\n");
    }

    @Test
    void writesNoControlCharactersToAPlainStream() {
        Screen screen = new Screen(out, false, false);

        screen.print(Line.heading("news"));

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("news\n");
    }

    @Test
    void showsThatALineIsCut() {
        Screen screen = new Screen(out, true, false);

        screen.show(List.of(Line.plain("learningRate 0.00125")), 17);

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("learningRate 0.0…\n");
    }

    @Test
    void isClosedOnceNobodyReads() {
        Screen screen =
                new Screen(
                        new PrintStream(
                                new OutputStream() {
                                    @Override
                                    public void write(int octet) throws IOException {
                                        throw new IOException("broken pipe");
                                    }
                                }),
                        false,
                        false);

        assertThat(screen.isClosed()).isFalse();
        screen.print("news");
        assertThat(screen.isClosed()).isTrue();
    }
}

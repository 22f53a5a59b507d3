package io.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final CommandLine athanor = Main.commandLine();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryCommand() {
        int code = execute("help");

        assertThat(code).isZero();
        for (String command : athanor.getSubcommands().keySet()) {
            assertThat(out.toString())
                    .containsPattern(Pattern.compile("^  " + command + " ", Pattern.MULTILINE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "up", "submit", "status", "watch", "stop", "export"})
    void everyCommandExplainsItself(String command) {
        assertThat(execute("help", command)).isZero();
        String shown = out.toString();
        assertThat(shown).startsWith("Usage: ./athanor " + command);

        out.getBuffer().setLength(0);
        assertThat(execute(command, "--help")).isZero();
        assertThat(out).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "brew           | athanor: Unmatched argument at index 0: 'brew'",
                "submit         | athanor: Missing required parameter: 'FILE'",
                "up --port many | athanor: Invalid value for option '--port': 'many' is not an int",
                "help brew      | athanor: no command 'brew'"
            })
    void whatIsNotUnderstoodEndsWithTwoAndOneLineThatSaysWhat(String arguments, String message) {
        int code = execute(arguments.split(" ", -1));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines()).first().isEqualTo(message);
        assertThat(err.toString().lines()).last().asString().startsWith("See ./athanor help");
    }

    @Test
    void whatFailsEndsWithOneAndALineThatSaysHowToGoOn() {
        int code = execute("status", "--server", "http://127.0.0.1:1");

        assertThat(code).isEqualTo(1);
        assertThat(err)
                .hasToString(
                        "athanor: nothing answers at http://127.0.0.1:1: start Athanor with ./athanor up, or name another with --server\n");
    }

    private int execute(String... arguments) {
        return athanor.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}

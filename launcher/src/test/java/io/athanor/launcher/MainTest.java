package io.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
    private final CommandLine athanor = Main.commandLine();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /// The script itself has three of them.
    @Test
    void helpNamesEveryCommandAndNothingElse() {
        int code = execute("help");

        assertThat(code).isZero();
        Set<String> commands = new TreeSet<>(athanor.getSubcommands().keySet());
        commands.addAll(List.of("test", "bench", "chaos"));
        assertThat(
                        Pattern.compile("^  ([a-z]+) ", Pattern.MULTILINE)
                                .matcher(out.toString())
                                .results()
                                .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(commands);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(String command) {
        assertThat(execute("help", command)).isZero();
        String shown = out.toString();
        assertThat(shown).startsWith("Usage: ./athanor " + command);

        out.getBuffer().setLength(0);
        assertThat(execute(command, "--help")).isZero();
        assertThat(out).hasToString(shown);
    }

    /// `help` itself takes what follows it for the name of a command.
    static Stream<String> commands() {
        return Main.commandLine().getSubcommands().keySet().stream()
                .filter(name -> !name.equals("help"));
    }

    @Test
    void theDocumentHasEveryCommand() throws IOException {
        String document = Files.readString(Path.of("../docs/command-line.md"));

        commands().forEach(name -> assertThat(document).contains("`" + name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "brew           | athanor: Unmatched argument at index 0: 'brew'",
                "submit         | athanor: Missing required parameter: 'FILE'",
                "submit a --watch --dry-run | athanor: Error: --watch, --dry-run are mutually exclusive (specify only one)",
                "compare a-1    | athanor: positional parameter at index 0..* (TRIAL) requires at least 2 values, but only 1 were specified: [a-1]",
                "status -o xml  | athanor: Invalid value for option '--output': expected one of [TABLE, JSON, YAML] (case-insensitive) but was 'xml'",
                "enqueue demo   | athanor: what to try: NAME=VALUE pairs, or --file FILE",
                "enqueue demo 3 | athanor: '3' is no NAME=VALUE",
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
    void whatFailsEndsWithOneAndALineThatSaysWhy() {
        int code = execute("submit", "nowhere.yaml");

        assertThat(code).isEqualTo(1);
        assertThat(err).hasToString("athanor: no file nowhere.yaml\n");
    }

    @Test
    void whatNobodyAnswersEndsWithThreeAndALineThatSaysHowToGoOn() {
        int code = execute("status", "--server", "http://127.0.0.1:1");

        assertThat(code).isEqualTo(3);
        assertThat(err)
                .hasToString(
                        "athanor: nothing answers at http://127.0.0.1:1: start Athanor with ./athanor up, or name another with --server\n");
    }

    @Test
    void aFaultOfItsOwnEndsWithSeventyAndALineThatSaysWhere() {
        athanor.addSubcommand(
                "stumble",
                CommandLine.Model.CommandSpec.wrapWithoutInspection(
                        (Callable<Integer>)
                                () -> {
                                    throw new IllegalStateException("a cup is missing");
                                }));

        int code = execute("stumble");

        assertThat(code).isEqualTo(70);
        assertThat(err.toString())
                .matches(
                        "athanor: this is a fault of athanor's own: java.lang.IllegalStateException: a cup is missing at .*MainTest.*\\n");
    }

    @Test
    void completionKnowsCommandsAndTheirOptions() {
        assertThat(execute("completion")).isZero();

        assertThat(out.toString()).contains("--top").contains(" leaderboard ").contains(" bench");
    }

    private int execute(String... arguments) {
        return athanor.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}

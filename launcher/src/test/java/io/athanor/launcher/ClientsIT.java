package io.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What people use from outside, against the running system: every command of the command line that
/// asks a server, and every recipe of `docs/python.md`.
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class ClientsIT {
    private static final String PYTHON = "/usr/bin/python3";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path folder;
    private static Up up;
    private static String server;

    @BeforeAll
    static void start() throws IOException {
        up = Up.start(folder);
        server = up.value("HTTP API").replace("/api/v1/studies", "");
    }

    @AfterAll
    static void leaveNothing() {
        up.kill();
    }

    @Test
    void everyCommandDoesItsWorkOnAStudy() throws Exception {
        String file = study("nets", 3, 2);
        Files.writeString(Path.of(file), "sampler: {type: by-hand}\n", StandardOpenOption.APPEND);
        assertThat(athanor("status").done()).contains("2 trainer slots");
        assertThat(athanor("submit", file, "--dry-run").done())
                .startsWith("it would be accepted: trials 3, epochs 2\n");
        assertThat(json("studies", "-o", "json").findValuesAsText("id")).doesNotContain("nets");
        assertThat(athanor("submit", file).done()).startsWith("study nets accepted");
        assertThat(athanor("submit", file, "--dry-run"))
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                "athanor: there is a study 'nets' already; choose another name, or leave it out\n"));
        assertThat(athanor("pause", "nets").done()).startsWith("study nets is paused");
        assertThat(athanor("status").done()).containsPattern("(?m)^ nets +paused");
        assertThat(athanor("enqueue", "nets", "learningRate=0.002", "hiddenUnits=256").done())
                .isEqualTo("study nets tries it next\n");
        Path point = folder.resolve("point.json");
        Files.writeString(point, "{\"hyperparameters\": {\"learningRate\": 0.003}}");
        JsonNode enqueued = json("enqueue", "nets", "--file", point.toString(), "-o", "json");
        assertThat(enqueued.path("study").asText()).isEqualTo("nets");
        athanor("enqueue", "nets", "learningRate=0.004").done();
        assertThat(athanor("resume", "nets").done()).isEqualTo("study nets is running\n");

        assertThat(athanor("watch", "nets").done())
                .contains("study nets completed", "3 of 3 trials over")
                .doesNotContain("\033");

        assertThat(athanor("studies").done()).containsPattern("(?m)^ nets +completed +3 of 3");
        assertThat(athanor("status", "nets").done())
                .contains("study nets  completed", "3 of 3 trials over");
        assertThat(
                        athanor("leaderboard", "nets", "--sort", "number", "-r", "-n", "2")
                                .done()
                                .lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("     3 "))
                .last()
                .asString()
                .endsWith("and 1 more");
        assertThat(athanor("leaderboard", "nets", "--state", "failed").done().lines()).hasSize(1);
        assertThat(athanor("trial", "nets-1").done())
                .contains("trial nets-1  completed", "learningRate", "smoothed loss", "diagnosis:");
        assertThat(athanor("compare", "nets-1", "nets-2").done())
                .contains("learningRate", "test accuracy 2", "all on one scale")
                .doesNotContain("network");
        assertThat(athanor("export", "nets").done().lines()).hasSize(4);
        assertThat(json("export", "nets", "-o", "json")).hasSize(3);
        assertThat(athanor("cancel", "nets").done()).isEqualTo("study nets is completed\n");
    }

    @Test
    void answersAreWholeAsJsonAndYaml() throws Exception {
        String file = study("whole", 1, 1);
        JsonNode study = json("submit", file, "-o", "json");
        assertThat(study.path("spec").path("seed").asInt()).isEqualTo(4);
        athanor("watch", "whole").done();

        for (String command :
                List.of(
                        "studies",
                        "status",
                        "status whole",
                        "data --folder whole",
                        "leaderboard whole",
                        "trial whole-1",
                        "compare whole-1 whole-1")) {
            String[] words = command.split(" ", -1);
            JsonNode inJson = json(with(words, "-o", "json"));
            String inYaml = athanor(with(words, "-o", "yaml")).done();
            assertThat(new YAMLMapper().readTree(inYaml)).as(command).isEqualTo(inJson);
            assertThat(inJson.toString()).as(command).contains("whole");
        }
        assertThat(json("trial", "whole-1", "-o", "json").path("seed").isNumber()).isTrue();
    }

    @Test
    void whatRunsCanBeStoppedAndAReaderMayGoAway() throws Exception {
        athanor("submit", study("long", 20, 500)).done();
        List<String> shell = new ArrayList<>();
        shell.addAll(List.of("bash", "-c", "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "-"));
        shell.addAll(command("watch", "long").command());
        Ran piped = run(new ProcessBuilder(shell));
        assertThat(piped.code()).isEqualTo(141);
        assertThat(piped.out().lines()).hasSize(1);
        assertThat(piped.err()).isEmpty();

        assertThat(athanor("stop", "long-1").done()).startsWith("trial long-1 is");
        assertThat(athanor("stop", "long"))
                .isEqualTo(new Ran(1, "", "athanor: long is a study: ./athanor cancel long\n"));
        assertThat(athanor("cancel", "long").done()).isEqualTo("study long is cancelled\n");
        Ran watched = athanor("watch", "long");
        assertThat(watched.code()).isEqualTo(1);
        assertThat(watched.out()).contains("study long cancelled");
    }

    @Test
    void opensThePageInTheBrowserOrSaysWhereItIs() throws Exception {
        athanor("submit", study("shown", 1, 1)).done();
        Path browser = Files.createDirectory(folder.resolve("browser")).resolve("xdg-open");
        Path opened = folder.resolve("opened");
        Files.writeString(browser, "#!/bin/sh\necho \"$1\" > " + opened + "\n");
        assertThat(browser.toFile().setExecutable(true)).isTrue();

        ProcessBuilder without = command("open", "shown");
        without.environment().put("PATH", folder.toString());
        assertThat(run(without).done())
                .isEqualTo(server + "/#/studies/shown\nno browser could be started here\n");

        ProcessBuilder with = command("open", "shown-1");
        with.environment().put("PATH", browser.getParent() + ":" + System.getenv("PATH"));
        assertThat(run(with).done()).isEqualTo(server + "/#/trials/shown-1\n");
        assertThat(opened).hasContent(server + "/#/trials/shown-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trial nets-999999                     | 1 | no trial 'nets-999999'",
                "watch nothing                         | 1 | no study 'nothing'",
                "open nothing                          | 1 | there is no study and no trial 'nothing'",
                "submit target/launcher.jar            | 1 | target/launcher.jar is no text in UTF-8",
                "submit ../examples/demo.yaml --wach   | 2 | Unknown option: '--wach'",
                "status --server http://127.0.0.1:1    | 3 | nothing answers at http://127.0.0.1:1"
            })
    void whatGoesWrongEndsWithItsCodeAndALineThatSaysWhat(String command, int code, String says)
            throws Exception {
        Ran ran = athanor(command.split(" ", -1));

        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("athanor: ").contains(says);
        assertThat(ran.err().lines()).hasSizeLessThanOrEqualTo(code == 2 ? 3 : 1);
    }

    /// In the order of the page: the study that the first posts is what the others look at.
    @ParameterizedTest
    @MethodSource("recipes")
    void everyRecipeOfThePythonPageRuns(Recipe recipe) throws Exception {
        for (String module : List.of("pandas", "torch")) {
            Assumptions.assumeTrue(
                    !recipe.code().contains("import " + module) || hasModule(module),
                    "%s has no %s (Debian: apt-get install python3-%s)"
                            .formatted(PYTHON, module, module));
        }
        Path script = folder.resolve("recipe.py");
        Files.writeString(script, page("python.md").getFirst().code() + "\n" + recipe.code());
        Files.writeString(
                folder.resolve("models.py"),
                page("models.md").stream().map(Recipe::code).collect(Collectors.joining("\n")));
        ProcessBuilder python =
                new ProcessBuilder(PYTHON, script.toString()).directory(folder.toFile());
        python.environment().put("ATHANOR_SERVER", server);

        assertThat(run(python).done()).containsPattern(SAYS.get(recipe.title()));
    }

    private static final Map<String, String> SAYS =
            Map.of(
                    "Post a study", "from-python running",
                    "Enqueue a point", "it waits for its turn|from-python-[0-9]+",
                    "Follow it", "best: from-python-",
                    "The leaderboard as a DataFrame", "from-python-6",
                    "Curves as a DataFrame", "from-python-6",
                    "Two trials side by side", "learningRate",
                    "The best weights in PyTorch", "torch.Size\\(\\[1, 10\\]\\)");

    /// All blocks of Python below one heading.
    record Recipe(String title, String code) {
        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Recipe> recipes() throws IOException {
        return page("python.md").stream().skip(1);
    }

    private static List<Recipe> page(String name) throws IOException {
        List<Recipe> recipes = new ArrayList<>();
        for (String section : Files.readString(Path.of("../docs", name)).split("(?m)^##? ", -1)) {
            String code =
                    Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                            .matcher(section)
                            .results()
                            .map((MatchResult block) -> block.group(1))
                            .collect(Collectors.joining("\n"));
            if (!code.isEmpty()) {
                recipes.add(new Recipe(section.lines().findFirst().orElseThrow(), code));
            }
        }
        return recipes;
    }

    private static boolean hasModule(String module) throws Exception {
        return Files.isExecutable(Path.of(PYTHON))
                && new ProcessBuilder(PYTHON, "-c", "import " + module).start().waitFor() == 0;
    }

    private static String study(String name, int trials, int epochs) throws IOException {
        String study =
                """
                name: %s
                dataset: fashion-mnist-sample
                budget: {trials: %d, epochs: %d, parallelism: 2}
                seed: 4
                fixed: {network: one-conv, dataFraction: 0.1}
                space:
                  learningRate: {type: float, low: 1.0e-3, high: 0.01, log: true}
                  hiddenUnits: {type: categorical, choices: [128, 256]}
                """
                        .formatted(name, trials, epochs);
        return Files.writeString(folder.resolve(name + ".yaml"), study).toString();
    }

    private static JsonNode json(String... arguments) throws Exception {
        return JSON.readTree(athanor(arguments).done());
    }

    private static Ran athanor(String... arguments) throws Exception {
        return run(command(arguments));
    }

    private static ProcessBuilder command(String... arguments) {
        ProcessBuilder builder = Up.launcher(arguments);
        builder.command().addAll(1, List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        return builder;
    }

    private static Ran run(ProcessBuilder builder) throws Exception {
        builder.environment().putIfAbsent("ATHANOR_SERVER", server);
        return Ran.of(builder, folder);
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }
}

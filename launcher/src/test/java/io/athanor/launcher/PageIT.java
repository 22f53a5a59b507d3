package io.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/// The page in a real browser, before the packaged system. Pictures of it stay in `target/page`.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PageIT {
    private static final int MANY = 10_000;

    /// One trial of it cannot learn.
    private static final String SEEN =
            """
            name: seen
            dataset: fashion-mnist-sample
            budget: {trials: 7, epochs: 3, parallelism: 2}
            seed: 5
            sampler: {type: random}
            curveRules: {threshold: {upper: 2.28}}
            fixed: {network: simple-cnn, dataFraction: 0.5}
            space:
              learningRate: {type: float, low: 1.0e-3, high: 0.02, log: true}
              batchSize: {type: int, low: 32, high: 128, step: 32}
              optimizer: {type: categorical, choices: [adam, sgd]}
              momentum: {type: float, low: 0.5, high: 0.9, when: {optimizer: [sgd]}}
            points: [{learningRate: 1.0e-7, batchSize: 32, optimizer: sgd}]
            """;

    private static final String GUIDED =
            """
            name: staged
            budget: {trials: 2, epochs: 1, parallelism: 1}
            sampler: {type: guided}
            fixed: {network: simple-cnn, dataFraction: 0.1}
            """;

    private static final String LONG =
            """
            name: %s
            budget: {trials: 6, epochs: 500, parallelism: 1}
            curveRules: {plateau: {enabled: false}, divergence: {enabled: false}, notLearning: {enabled: false}}
            fixed: {network: simple-cnn, dataFraction: 0.2}
            space: {learningRate: {type: float, low: 1.0e-4, high: 1.0e-3, log: true}}
            """;

    /// Milliseconds from the page's beginning; told, not tested: they are the machine's, too.
    private static final String TIMES =
            """
            const ended = name => Math.round(performance.getEntriesByType('resource')
                .find(entry => entry.name.includes(name)).responseEnd);
            return `first paint ${Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)} ms,`
                + ` table ${ended('/trials/brief')} ms, picture ${ended('/overview')} ms`;
            """;

    @TempDir private static Path folder;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Up up;
    private static Api api;
    private static Browser browser;

    @BeforeAll
    static void showAStudy() throws Exception {
        assumeTrue(
                Files.isExecutable(Browser.PROGRAM) && Files.isExecutable(Browser.DRIVER),
                "chromium and chromium-driver are not installed");
        up = Up.start(folder);
        api = Api.at(up.address("HTTP API"));
        browser = new Browser(up.address("page"));
        api.createStudy(SEEN, Api.Format.YAML);
        api.createStudy(GUIDED, Api.Format.YAML);
        await().atMost(Duration.ofMinutes(4))
                .until(() -> api.study("seen").isOver() && api.study("staged").isOver());
    }

    @AfterAll
    static void leaveNothing() {
        if (browser != null) {
            browser.close();
        }
        if (up != null) {
            up.kill();
        }
    }

    @BeforeEach
    void forget() {
        browser.forget();
        browser.size(1280, 900);
        browser.prefer("light");
    }

    @AfterEach
    void nobodyComplainsAndNothingElseIsAsked() throws IOException {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allSatisfy(url -> assertThat(url).startsWith(up.address("page").toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    studies    | #/                       | #studies a    | staged        | 0
                    overview   | #/studies/seen           | .tile         | test_accuracy | 1
                    trials     | #/studies/seen/trials    | .grid td      | completed     | 1
                    curves     | #/studies/seen/curves    | .picks        | stopped       | 3
                    parameters | #/studies/seen/parameters| h2            | Slices        | 6
                    timeline   | #/studies/seen/timeline  | .note         | Click a bar   | 1
                    stops      | #/studies/seen/stops     | .pairs        | smoothedLoss  | 0
                    settings   | #/studies/seen/settings  | pre           | momentum      | 0
                    stages     | #/studies/staged/stages  | td            | architecture  | 0
                    trial      | #/trials/seen-2          | .verdict      | i             | 3
                    compare    | #/compare?trial=seen-2&trial=seen-3 | .matrix | learningRate | 3
                    fleet      | #/fleet                  | .rows td      | trainer-2     | 0
                    new        | #/new?template=guided    | #check        | would take it | 0
                    """)
    void aViewShowsWhatItIsFor(String name, String view, String selector, String text, int charts)
            throws IOException {
        browser.open(view);

        browser.awaitText(selector, text);
        browser.awaitCharts(charts);
        browser.picture(name);

        browser.size(390, 844);
        browser.open(view);
        browser.awaitText(selector, text);
        browser.awaitCharts(charts);
        browser.picture(name + "-phone");
        assertThat(browser.run("return document.documentElement.scrollWidth"))
                .as("the width of a phone")
                .isEqualTo(390L);
    }

    @Test
    void itSpeaksChineseInTheDark() throws IOException {
        browser.prefer("dark");
        browser.open("#/studies/seen/trials");
        browser.click("#language");
        browser.awaitText(".tabs", "时间线");
        browser.awaitCharts(1);
        browser.picture("trials-dark-chinese");

        assertThat(browser.run("return document.documentElement.lang")).isEqualTo("zh");
        assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(20, 23, 27)");
        browser.click("#theme");
        browser.awaitCharts(1);
        assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(245, 246, 248)");
        browser.run("localStorage.clear()");
    }

    @Test
    void aStudyIsCheckedAsOneTypesAndCreated() throws Exception {
        browser.open("#/new");
        browser.click("[data-template='simple-cnn']");
        browser.awaitText("#check", "The server would take it");

        browser.type("#yaml", "name: typed\nspace: {droput: {type: float, low: 0, high: 0.5}}\n");
        browser.awaitText("#check", "did you mean 'dropout'?");
        browser.picture("new-refused");
        assertThat(browser.count("#create:disabled")).isOne();

        browser.type("#yaml", LONG.formatted("typed"));
        browser.awaitText("#check", "The server would take it");
        browser.click("#create");
        browser.awaitText("h1", "typed");
        assertThat(api.study("typed").spec().budget().trials()).isEqualTo(6);
        assertThat(browser.refusals()).contains("422 /api/v1/studies");
        cancel("typed");
    }

    @Test
    void aRunningTrialIsSeenToGoOn() throws Exception {
        api.createStudy(LONG.formatted("alive"), Api.Format.YAML);
        browser.open("#/studies/alive");
        browser.awaitText("table", "alive-1");
        browser.run("window.kept = true");
        browser.awaitGrowth("return document.querySelector('.rows progress').value", 2);
        assertThat(browser.run("return window.kept")).as("never loaded anew").isEqualTo(true);

        browser.open("#/trials/alive-1");
        browser.awaitCharts(2);
        browser.run("window.kept = true");
        browser.awaitGrowth(
                "return Number(document.querySelector('.tile:nth-child(2) strong').textContent)",
                2);
        assertThat(browser.run("return window.kept")).as("never loaded anew").isEqualTo(true);
        assertThat(browser.requests().stream().filter(url -> url.endsWith("/losses/stream")))
                .as("one stream of losses")
                .hasSize(1);
        browser.picture("trial-running");
        cancel("alive");
    }

    @Test
    void actionsDoWhatTheySay() throws Exception {
        api.createStudy(LONG.formatted("acted"), Api.Format.YAML);
        await().atMost(Duration.ofMinutes(1)).until(() -> running("acted") != null);
        browser.open("#/studies/acted");

        browser.click("#pause");
        browser.awaitText(".badge", "paused");
        assertThat(api.study("acted").state()).isEqualTo("paused");
        browser.click("#pause");
        browser.awaitText(".badge", "running");
        assertThat(api.study("acted").state()).isEqualTo("running");

        browser.click("#budget");
        browser.type("#budget-parallelism", "2");
        browser.click("dialog .primary");
        browser.awaitText(".tile", "2 at once");
        assertThat(study("acted").at("/spec/budget/parallelism").asInt()).isEqualTo(2);

        browser.click("#enqueue");
        browser.type("[id='point-learningRate']", "nonsense");
        browser.click("dialog .primary");
        browser.awaitText("dialog .error", "no number");
        browser.type("[id='point-learningRate']", "0.00042");
        browser.click("dialog .primary");
        browser.awaitCount("dialog", 0);
        await().atMost(Duration.ofSeconds(30)).until(() -> points("acted").contains("4.2E-4"));

        String trial = running("acted").id();
        browser.open("#/trials/" + trial);
        browser.click("#stop");
        browser.click("dialog .primary");
        browser.awaitText(".notice", "by a person");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.findTrial(trial).orElseThrow().state().equals("stopped"));
        browser.awaitText(".badge", "stopped");

        browser.open("#/studies/acted");
        browser.click("#cancel");
        browser.picture("cancel");
        browser.click("dialog .primary");
        browser.awaitText("h1 .badge", "cancelled");
        assertThat(api.study("acted").state()).isEqualTo("cancelled");
        browser.click("#clone");
        browser.awaitText("#check", "The server would take it");
        assertThat(browser.run("return document.getElementById('yaml').value").toString())
                .startsWith("name: acted-2\n");
    }

    @Test
    void trialsAreSortedFilteredPickedAndCompared() {
        browser.open("#/studies/seen/trials");
        browser.awaitText("[role=status]", "7 trials");
        browser.awaitCharts(1);

        browser.click("#sort-batchSize");
        browser.awaitCount("th[aria-sort='ascending'] #sort-batchSize", 1);
        browser.type("#filter", "learningRate:0.001..");
        browser.press(Keys.ENTER);
        browser.awaitText("[role=status]", "6 trials");
        browser.type("#filter", "luck:1..2");
        browser.press(Keys.ENTER);
        browser.awaitText(".bad", "begins with one of");
        browser.click(".chip:last-child");
        browser.awaitText("[role=status]", "6 trials");
        assertThat(browser.address()).contains("sort=batchSize", "where=learningRate");

        browser.click(".grid tbody tr:nth-child(1) input");
        browser.click(".grid tbody tr:nth-child(2) input");
        browser.click("h1");
        browser.press("c");
        browser.awaitText("h1", "Compare");
        browser.awaitCount(".matrix thead th", 2);
        browser.awaitCharts(3);
    }

    @Test
    void aBrushOnAnAxisFiltersTheTable() {
        browser.open("#/studies/seen/trials");
        browser.awaitText("[role=status]", "7 trials");
        browser.awaitCharts(1);

        // The upper two thirds of the first axis: the one that cannot learn lies below.
        browser.drag(
                ".parallel canvas",
                60.0 / browser.width(".parallel canvas"),
                0.14,
                60.0 / browser.width(".parallel canvas"),
                0.55);

        browser.awaitText(".chip", "learningRate:");
        browser.awaitText("[role=status]", "6 trials");
        browser.click(".chip");
        browser.awaitText("[role=status]", "7 trials");
    }

    @Test
    void theKeyboardIsEnough() {
        browser.open("#/");
        browser.awaitText("#studies a", "seen");
        browser.press("g", "f");
        browser.awaitText("h1", "Fleet");
        browser.press("?");
        browser.awaitText("dialog", "Keyboard");
        browser.press(Keys.ESCAPE);
        browser.awaitCount("dialog", 0);
        browser.open("#/studies/seen/trials");
        browser.awaitText("[role=status]", "7 trials");
        browser.press("j", "x", "j", "x", "]");
        browser.awaitText(".tabs [aria-current]", "Curves");
        assertThat(browser.address()).matches(".*pick=\\d&pick=\\d");
        browser.awaitCharts(2);
    }

    @Test
    void itSaysThatItIsStaleAndComesBackByItself() {
        browser.open("#/fleet");
        browser.awaitText(".tile", "connected");

        browser.connect(false);
        browser.awaitText(".banner", "Not connected");
        browser.connect(true);

        browser.awaitCount(".banner[hidden]", 1);
    }

    @Test
    void tenThousandTrialsAreNoBurden() throws Exception {
        writeMany();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> study("many").at("/id").asText().equals("many"));
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        get("/api/v1/studies/many/trials/brief?size=1").at("/total").asInt()
                                == MANY);
        browser.forget();

        browser.open("#/studies/many/trials");
        browser.awaitText("[role=status]", "10,000 trials");
        browser.awaitCharts(1);
        System.out.println("10,000 trials: " + browser.run(TIMES));

        assertThat(
                        browser.requests().stream()
                                .filter(url -> url.matches(".*/(brief|overview)\\?.*")))
                .as("the table and the picture, once each")
                .hasSize(2);
        assertThat(browser.bytes())
                .as("bytes of a table, a picture and the page")
                .isLessThan(3_000_000);
        assertThat(browser.count(".grid tbody tr")).isLessThan(100);
        browser.run("document.getElementById('grid').scrollTop = 1e9");
        browser.awaitCount(".grid [aria-rowindex='%d']".formatted(MANY + 1), 1);
        browser.picture("many");
        browser.open("#/studies/many");
        browser.awaitCharts(1);
        browser.open("#/studies/many/timeline");
        browser.awaitText(".note", "of 10,000 trials");
        browser.awaitCharts(1);
    }

    private static Trial running(String study) {
        return api.trials(study).stream()
                .filter(trial -> trial.isRunning() && !trial.epochs().isEmpty())
                .findFirst()
                .orElse(null);
    }

    /// Of its trials, and those that wait to be one.
    private static String points(String study) throws Exception {
        return study(study).at("/enqueued").toString()
                + api.trials(study).stream().map(Trial::point).toList();
    }

    private static JsonNode study(String name) throws Exception {
        return get("/api/v1/studies/" + name);
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path)).build();
        return JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private static void cancel(String study) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri("/api/v1/studies/%s/cancel".formatted(study)))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        assertThat(HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    private static URI uri(String path) throws IOException {
        return up.address("page").resolve(path);
    }

    /// Ten thousand trials like one that was trained, where the scheduler reads them.
    private static void writeMany() throws Exception {
        ObjectNode study = study("seen").deepCopy();
        study.put("id", "many");
        study.withObject("/trials").removeAll().put("completed", MANY);
        study.withObject("/spec/budget").put("trials", MANY);
        study.withObject("/best").put("trial", "many-17").put("objective", 0.95);
        JsonNode trained = get("/api/v1/trials/seen-2");
        Instant begun = Instant.parse(study.at("/createdAt").asText());
        Random random = new Random(1);
        Path file = folder.resolve("records");
        try (PrintWriter records = new PrintWriter(file.toFile(), StandardCharsets.UTF_8)) {
            for (int number = 1; number <= MANY; number++) {
                ObjectNode trial = trained.deepCopy();
                Instant started = begun.plusSeconds(number / 4);
                trial.put("id", "many-" + number)
                        .put("objective", number == 17 ? 0.95 : 0.5 + random.nextDouble() * 0.4)
                        .put("trainer", "trainer-" + number % 8)
                        .put("proposedAt", started.toString())
                        .put("startedAt", started.toString())
                        .put("attemptStartedAt", started.toString())
                        .put("endedAt", started.plusSeconds(2).toString());
                trial.withObject("/point")
                        .put("learningRate", Math.pow(10, -3 + random.nextDouble()))
                        .put("batchSize", 32 * (1 + random.nextInt(4)));
                records.printf("trials\tmany/%09d\t%s%n", number, JSON.writeValueAsString(trial));
            }
            records.printf("studies\tmany\t%s%n", JSON.writeValueAsString(study));
        }
        Process producer =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        "../broker/target/lib/*",
                                        "src/test/resources/io/athanor/launcher/page/Records.java",
                                        up.value("Kafka"),
                                        file.toString()))
                        .inheritIO()
                        .start();
        assertThat(producer.waitFor()).isZero();
    }
}

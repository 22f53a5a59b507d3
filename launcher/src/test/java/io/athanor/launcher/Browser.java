package io.athanor.launcher;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// Chromium without a screen, as Debian has it.
public final class Browser implements AutoCloseable {
    public static final Path PROGRAM = Path.of("/usr/bin/chromium");
    public static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Path PICTURES = Path.of("target", "page");

    private final ObjectMapper json = new ObjectMapper();
    private final List<JsonNode> events = new ArrayList<>();
    private final List<String> console = new ArrayList<>();
    private final ChromeDriver driver;
    private final URI server;

    public Browser(URI server) throws IOException {
        Files.createDirectories(PICTURES);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(PROGRAM.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--lang=en",
                "--hide-scrollbars");
        options.setCapability("goog:loggingPrefs", logs);
        this.driver =
                new ChromeDriver(
                        new ChromeDriverService.Builder()
                                .usingDriverExecutable(DRIVER.toFile())
                                .usingAnyFreePort()
                                .build(),
                        options);
        this.server = server;
        size(1280, 900);
    }

    void size(int width, int height) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        height,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width < 600));
    }

    void prefer(String scheme) {
        command(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void connect(boolean connected) {
        command("Network.enable", Map.of());
        command(
                "Network.emulateNetworkConditions",
                Map.of(
                        "offline",
                        !connected,
                        "latency",
                        0,
                        "downloadThroughput",
                        -1,
                        "uploadThroughput",
                        -1));
    }

    private void command(String name, Map<String, Object> parameters) {
        driver.executeCdpCommand(name, parameters);
    }

    /// Opens a view in a page that is loaded anew.
    public void open(String view) {
        driver.get("about:blank");
        driver.get(server.resolve("/" + view).toString());
    }

    String address() {
        return driver.getCurrentUrl();
    }

    /// What `script` returns.
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    private List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /// Waits until one of those that match `selector` has this in its text.
    public void awaitText(String selector, String text) {
        await("'%s' in %s".formatted(text, selector))
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(StaleElementReferenceException.class)
                .until(() -> texts(selector).stream().anyMatch(found -> found.contains(text)));
    }

    /// Waits until the number that `script` returns has grown by so much.
    void awaitGrowth(String script, int by) {
        double before = ((Number) run(script)).doubleValue();
        await(script)
                .atMost(PATIENCE)
                .until(() -> ((Number) run(script)).doubleValue() >= before + by);
    }

    public int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    public void awaitCount(String selector, int count) {
        await("%d of %s".formatted(count, selector))
                .atMost(PATIENCE)
                .until(() -> count(selector) == count);
    }

    /// Waits until so many charts are drawn: until their canvases have lines of many colours.
    public void awaitCharts(int count) {
        await("%d charts".formatted(count))
                .atMost(PATIENCE)
                .until(() -> ((Long) run(DRAWN)).intValue() >= count);
    }

    private static final String DRAWN =
            """
            return [...document.querySelectorAll('.chart canvas')].filter(canvas => {
              const copy = new OffscreenCanvas(canvas.width, canvas.height)
                  .getContext('2d', {willReadFrequently: true});
              copy.drawImage(canvas, 0, 0);
              const pixels = new Uint32Array(
                  copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
              return new Set(pixels).size > 20;
            }).length;
            """;

    public void click(String selector) {
        act(selector, WebElement::click);
    }

    public void type(String selector, String text) {
        act(
                selector,
                element -> {
                    element.sendKeys(Keys.chord(Keys.CONTROL, "a"));
                    element.sendKeys(text);
                });
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    int width(String selector) {
        return driver.findElement(By.cssSelector(selector)).getSize().width;
    }

    /// Draws the mouse from one place of an element to another, in shares of its size.
    void drag(String selector, double fromX, double fromY, double toX, double toY) {
        act(
                selector,
                element -> {
                    int width = element.getSize().width;
                    int height = element.getSize().height;
                    new Actions(driver)
                            .moveToElement(element, at(fromX, width), at(fromY, height))
                            .clickAndHold()
                            .moveToElement(
                                    element,
                                    at((fromX + toX) / 2, width),
                                    at((fromY + toY) / 2, height))
                            .moveToElement(element, at(toX, width), at(toY, height))
                            .release()
                            .perform();
                });
    }

    /// Selenium counts from the middle.
    private static int at(double share, int size) {
        return (int) Math.round((share - 0.5) * size);
    }

    /// Views draw themselves anew as things change: what is gone is looked for again.
    private void act(String selector, Consumer<WebElement> action) {
        await(selector)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    action.accept(driver.findElement(By.cssSelector(selector)));
                    return true;
                });
    }

    /// Keeps what is seen as `target/page/NAME.png`.
    public void picture(String name) throws IOException {
        Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /// What the console complained of so far; not that a server refused a request, which
    /// [#refusals] tells.
    public List<String> complaints() {
        collect();
        return console.stream().filter(line -> !line.contains("Failed to load resource")).toList();
    }

    /// Requests that were refused: status and path.
    public List<String> refusals() {
        return received()
                .filter(response -> response.at("/status").asInt() >= 400)
                .map(response ->
                        "%d %s"
                                .formatted(
                                        response.at("/status").asInt(),
                                        URI.create(response.at("/url").asText()).getPath()))
                .toList();
    }

    /// The bytes of all answers so far.
    long bytes() {
        collect();
        return events.stream()
                .filter(event -> event.at("/method").asText().equals("Network.loadingFinished"))
                .mapToLong(event -> event.at("/params/encodedDataLength").asLong())
                .sum();
    }

    /// The addresses of all requests so far.
    public List<String> requests() {
        collect();
        return events.stream()
                .filter(event -> event.at("/method").asText().equals("Network.requestWillBeSent"))
                .map(event -> event.at("/params/request/url").asText())
                .filter(url -> !url.startsWith("blob:") && !url.startsWith("about:"))
                .toList();
    }

    private Stream<JsonNode> received() {
        collect();
        return events.stream()
                .filter(event -> event.at("/method").asText().equals("Network.responseReceived"))
                .map(event -> event.at("/params/response"));
    }

    /// The driver forgets what it has told.
    private void collect() {
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .forEach(entry -> console.add(entry.getMessage()));
        driver.manage()
                .logs()
                .get(LogType.PERFORMANCE)
                .getAll()
                .forEach(entry -> events.add(event(entry.getMessage())));
    }

    private JsonNode event(String message) {
        try {
            return json.readTree(message).path("message");
        } catch (IOException e) {
            throw new IllegalStateException(message, e);
        }
    }

    void forget() {
        collect();
        console.clear();
        events.clear();
    }

    @Override
    public void close() {
        driver.quit();
    }
}

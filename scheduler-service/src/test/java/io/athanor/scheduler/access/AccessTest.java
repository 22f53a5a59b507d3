package io.athanor.scheduler.access;

import static io.athanor.scheduler.Management.management;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.athanor.scheduler.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may do what. The table in SECURITY.md is what is tested, and every endpoint must be in it.
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@QuarkusTestResource(value = Accounts.class, restrictToAnnotatedClass = true)
class AccessTest {
    private static final Pattern ROW =
            Pattern.compile(
                    "\\| `(GET|POST|PATCH|PUT|DELETE) (/\\S+)` \\| (viewer|submitter|owner) \\|");
    private static final String STUDY =
            """
            {"name": "%s", "dataset": "fashion-mnist-sample", "budget": {"trials": 1, "epochs": 1},
             "space": {"learningRate": {"type": "float", "low": 0.001, "high": 0.1}}}\
            """;

    @TestHTTPResource("/")
    URI root;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// @param needs viewer, submitter, or owner: a submitter whose study it is
    private record Rule(String method, String path, String needs) {}

    @BeforeEach
    void aStudyOfAlice() {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> management().get("/q/health/ready").then().statusCode(200));
        if (as("alice").get("/api/v1/studies/hers").statusCode() == 404) {
            as("alice")
                    .contentType(ContentType.JSON)
                    .body(STUDY.formatted("hers"))
                    .post("/api/v1/studies")
                    .then()
                    .statusCode(201)
                    .body("owner", equalTo("key:alice"));
            await().untilAsserted(
                            () -> as("alice").get("/api/v1/trials/hers-1").then().statusCode(200));
        }
    }

    @Test
    void everyEndpointHasARuleInTheTable() throws IOException {
        Map<String, Map<String, Object>> paths =
                given().accept(ContentType.JSON).get("/q/openapi").then().extract().path("paths");

        List<String> endpoints =
                paths.entrySet().stream()
                        .flatMap(path ->
                                path.getValue().keySet().stream()
                                        .filter(key -> key.matches("get|post|patch|put|delete"))
                                        .map(key ->
                                                key.toUpperCase(Locale.ROOT) + " " + path.getKey()))
                        .toList();
        assertThat(rules())
                .extracting(rule -> rule.method() + " " + rule.path())
                .containsExactlyInAnyOrderElementsOf(endpoints);
    }

    @Test
    void theTableHolds() throws Exception {
        List<String> wrong = new java.util.ArrayList<>();
        for (Rule rule : rules()) {
            Map<String, Boolean> allowed = new TreeMap<>();
            allowed.put("viewer", rule.needs().equals("viewer"));
            allowed.put("bob", !rule.needs().equals("owner"));
            allowed.put("alice", true);
            allowed.put("admin", true);
            check(rule, Optional.empty(), 401).ifPresent(wrong::add);
            for (Map.Entry<String, Boolean> each : allowed.entrySet()) {
                check(rule, Optional.of(each.getKey()), each.getValue() ? 0 : 403)
                        .ifPresent(wrong::add);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /// @param expected 0 for any but 401 and 403
    private Optional<String> check(Rule rule, Optional<String> caller, int expected)
            throws Exception {
        String path =
                rule.path()
                        .replace("{study}", "hers")
                        .replace("{trial}", "hers-1")
                        .replaceAll("[{}]", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(root.resolve(path))
                        .header("Content-Type", "application/json")
                        .method(rule.method(), HttpRequest.BodyPublishers.ofString(""));
        caller.ifPresent(name -> request.header("Authorization", "Bearer " + key(name)));
        // Streams do not end by themselves.
        HttpResponse<InputStream> answer =
                client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        int status = answer.statusCode();
        boolean right = expected == 0 ? status != 401 && status != 403 : status == expected;
        if (right && expected != 0) {
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("application/problem+json");
        }
        return right
                ? Optional.empty()
                : Optional.of("%s by %s: %d".formatted(rule, caller.orElse("nobody"), status));
    }

    @Test
    void saysWhatIsMissingAndNothingElse() {
        given().get("/api/v1/studies")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer realm=\"athanor\"")
                .body("detail", containsString("send an API key or an OIDC token"));
        given().header("Authorization", "Bearer athanor_guess")
                .get("/api/v1/studies")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer realm=\"athanor\", error=\"invalid_token\"")
                .body("detail", containsString("send an API key or an OIDC token"));
        as("viewer")
                .post("/api/v1/studies/hers/cancel")
                .then()
                .statusCode(403)
                .body("detail", equalTo("this takes the role submitter"));
        as("bob")
                .post("/api/v1/studies/hers/cancel")
                .then()
                .statusCode(403)
                .body("detail", containsString("study 'hers' is not yours"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api//v1/studies",
                "//api/v1/studies",
                "/api;x=y/v1/studies",
                "/api/v1/studies;x=y",
                "/api/v1/%73tudies",
                "/q/../api/v1/studies",
                "/api/v1/studies/",
                "/api/v1/./studies"
            })
    void noSpellingOfAPathGoesRoundIt(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + root.getAuthority() + path)).build();

        int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();

        assertThat(status).isIn(401, 404);
    }

    @Test
    void leavesWhatHoldsNoDataToEverybody() {
        given().get("/q/openapi").then().statusCode(200);
        given().get("/q/swagger-ui/").then().statusCode(200);
        management().get("/internal/autoscale").then().statusCode(200);
    }

    @Test
    void tellsBrowsersToLoadNothingFromElsewhere() {
        given().get("/q/openapi")
                .then()
                .header(
                        "Content-Security-Policy",
                        allOf(
                                containsString("default-src 'self'"),
                                not(containsString("script-src")),
                                containsString("frame-ancestors 'none'")))
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        given().get("/q/swagger-ui/")
                .then()
                .header(
                        "Content-Security-Policy",
                        containsString("script-src 'self' 'unsafe-inline'"));
        as("viewer")
                .header("Origin", "https://elsewhere")
                .get("/api/v1/studies")
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void passesOnWhoAsks() {
        as("viewer")
                .get("/api/v1/trials/hers-1/diagnosis")
                .then()
                .statusCode(200)
                .body("by", equalTo("Bearer " + key("viewer")));
    }

    @Test
    void twoCallersMayChooseTheSameIdempotencyKey() {
        for (String caller : List.of("alice", "bob")) {
            as(caller)
                    .header("Idempotency-Key", "same")
                    .contentType(ContentType.JSON)
                    .body(STUDY.formatted("same-" + caller))
                    .post("/api/v1/studies")
                    .then()
                    .statusCode(201)
                    .body("id", equalTo("same-" + caller))
                    .body("owner", equalTo("key:" + caller));
        }
    }

    @Test
    void takesATokenOfTheProvider() {
        get(claims(Map.of())).statusCode(200);
        given().header(
                        "Authorization",
                        "Bearer " + token(claims(Map.of("groups", "[\"submitter\"]"))))
                .contentType(ContentType.JSON)
                .body(STUDY.formatted("of-carol"))
                .post("/api/v1/studies")
                .then()
                .statusCode(201)
                .body("owner", equalTo("user:carol"));
    }

    @Test
    void refusesATokenThatIsNotGood() {
        get(claims(Map.of("exp", String.valueOf(Instant.now().getEpochSecond() - 60))))
                .statusCode(401);
        get(claims(Map.of("iss", "\"https://elsewhere\""))).statusCode(401);
        get(claims(Map.of("aud", "\"another\""))).statusCode(401);
        getAs(Tokens.signed(claims(Map.of()), Tokens.newKeys().getPrivate())).statusCode(401);
        getAs(Tokens.unsigned(claims(Map.of()))).statusCode(401);
        getAs(token(claims(Map.of())).replaceFirst("\\.[^.]*$", ".")).statusCode(401);
        getAs("nonsense").statusCode(401);
        get(claims(Map.of("groups", "[]"))).statusCode(403);
        get(claims(Map.of("groups", "[\"somebody\"]"))).statusCode(403);
        getAs(token(claims(Map.of("aud", "\"another\""))))
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer realm=\"athanor\", error=\"invalid_token\"");
    }

    @Test
    void noTokenIsLogged() {
        Logger everything = Logger.getLogger("");
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Handler listener = listener(logged);
        String good = token(claims(Map.of()));
        String late = token(claims(Map.of("exp", "1")));
        everything.addHandler(listener);
        try {
            getAs(good).statusCode(200);
            getAs(late).statusCode(401);
            getAs(good + "x").statusCode(401);
            getAs("nonsense-" + key("alice")).statusCode(401);
            Logger.getLogger("io.quarkus.oidc").warning("the listener listens");
        } finally {
            everything.removeHandler(listener);
        }

        assertThat(logged).contains("the listener listens");
        assertThat(logged)
                .noneMatch(line ->
                        line.contains(signature(good))
                                || line.contains(signature(late))
                                || line.contains(key("alice")));
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    private static Handler listener(Queue<String> logged) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(new SimpleFormatter().formatMessage(line));
                if (line.getThrown() != null) {
                    logged.add(line.getThrown().toString());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static ValidatableResponse get(String claims) {
        return getAs(token(claims));
    }

    private static ValidatableResponse getAs(String token) {
        return given().header("Authorization", "Bearer " + token).get("/api/v1/studies").then();
    }

    private static String token(String claims) {
        return Tokens.signed(claims, Tokens.privateKey(config("test.oidc.key")));
    }

    private static String claims(Map<String, String> changes) {
        Map<String, String> claims = new TreeMap<>();
        claims.put("iss", "\"%s\"".formatted(config("test.oidc.issuer")));
        claims.put("aud", "\"athanor\"");
        claims.put("sub", "\"carol\"");
        claims.put("iat", String.valueOf(Instant.now().getEpochSecond()));
        claims.put("exp", String.valueOf(Instant.now().getEpochSecond() + 300));
        claims.put("groups", "[\"viewer\"]");
        claims.putAll(changes);
        return claims.entrySet().stream()
                .map(claim -> "\"%s\": %s".formatted(claim.getKey(), claim.getValue()))
                .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
    }

    private static io.restassured.specification.RequestSpecification as(String caller) {
        return given().header("Authorization", "Bearer " + key(caller));
    }

    private static String key(String caller) {
        return config("test.key." + caller);
    }

    private static String config(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    private static List<Rule> rules() throws IOException {
        String page = Files.readString(Path.of("../SECURITY.md"));
        return page.substring(page.indexOf("### The scheduler"), page.indexOf("### The metrics"))
                .lines()
                .map(ROW::matcher)
                .filter(Matcher::find)
                .map(row -> new Rule(row.group(1), row.group(2), row.group(3)))
                .toList();
    }
}

package io.athanor.metrics;

import static io.athanor.metrics.Management.management;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.access.ApiKey;
import io.athanor.access.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The service asks who calls, also where the scheduler or another replica does. All of it is
/// looking: see SECURITY.md.
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(value = AccessTest.Keys.class, restrictToAnnotatedClass = true)
class AccessTest {
    private static final Pattern ROW = Pattern.compile("`GET (/\\S+)` \\| viewer");

    /// A file with one key.
    public static class Keys implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            ApiKey.Fresh key = ApiKey.create("viewer", Role.VIEWER);
            try {
                Path file = Files.createTempFile("api-keys", "");
                Files.writeString(file, key.entry().line());
                return Map.of(
                        "athanor.auth",
                        "required",
                        "athanor.auth.api-keys",
                        file.toString(),
                        "test.key",
                        key.key());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {}
    }

    @BeforeEach
    void awaitTheService() {
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> management().get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void everyEndpointIsInTheTable() throws IOException {
        Map<String, Map<String, Object>> paths =
                given().accept(ContentType.JSON).get("/q/openapi").then().extract().path("paths");

        assertThat(Stream.concat(paths.keySet().stream(), internal()))
                .containsExactlyInAnyOrderElementsOf(endpoints());
        assertThat(paths.values())
                .allSatisfy(path ->
                        assertThat(path).doesNotContainKeys("post", "put", "patch", "delete"));
    }

    @Test
    void everyEndpointAsksWhoCalls() throws IOException {
        String key = ConfigProvider.getConfig().getValue("test.key", String.class);
        for (String endpoint : endpoints()) {
            given().get(endpoint, "nobody-1")
                    .then()
                    .statusCode(401)
                    .contentType("application/problem+json");
            given().header("Authorization", "Bearer athanor_guess")
                    .get(endpoint, "nobody-1")
                    .then()
                    .statusCode(401);
            // 503 while the partitions are being assigned.
            await().atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            given().header("Authorization", "Bearer " + key)
                                    .get(endpoint, "nobody-1")
                                    .then()
                                    .statusCode(404));
        }
    }

    /// What replicas ask each other is not in the document.
    private static Stream<String> internal() {
        return Stream.of("/internal/curves/{trial}", "/internal/weights/{trial}");
    }

    private static List<String> endpoints() throws IOException {
        String page = Files.readString(Path.of("../SECURITY.md"));
        return ROW.matcher(page.substring(page.indexOf("### The metrics service")))
                .results()
                .map(row -> row.group(1))
                .toList();
    }
}

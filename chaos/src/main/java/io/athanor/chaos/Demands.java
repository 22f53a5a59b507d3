package io.athanor.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes requests from a service's own description that nobody should send.
final class Demands {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "x",
                    "-1",
                    "0",
                    "1e999",
                    "NaN",
                    "99999999999999999999",
                    "true",
                    "null",
                    "..",
                    "../../../etc/passwd",
                    "a/b",
                    "\u0000",
                    "\r\nX-Injected: 1",
                    "\ud83d\ude00\u202e",
                    "%",
                    "%00",
                    "${jndi:ldap://127.0.0.1/x}",
                    "' OR 1=1 --",
                    "<script>alert(1)</script>",
                    "nobody",
                    "nobody-1",
                    "-objective",
                    "learningRate:..",
                    "x".repeat(2_000));

    private static final List<String> TARGETS =
            List.of(
                    "/api/v1/studies/../../q/health",
                    "/api/v1/studies/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                    "//api//v1//studies",
                    "/api/v1/studies/%00",
                    "/api/v1/studies/%ff%fe",
                    "/api/v1/studies/%",
                    "/api/v1/studies/;jsessionid=1",
                    "/api/v1/studies?%",
                    "/api/v1/studies?page=1&page=2",
                    "/api/v1/nothing",
                    "/api/v1/trials/" + "a".repeat(3_000),
                    "/page/../../../../etc/passwd",
                    "/page/%2e%2e/%2e%2e/etc/passwd",
                    "http://elsewhere.example/api/v1/studies",
                    "*");

    private static final List<String> TYPES =
            List.of(
                    "application/json",
                    "application/json",
                    "application/json",
                    "application/yaml",
                    "application/yaml",
                    "application/xml",
                    "text/plain",
                    "multipart/form-data; boundary=x",
                    "application/json; charset=utf-16",
                    "application/x-java-serialized-object",
                    "nonsense",
                    "");

    private static final List<String> BODIES =
            List.of(
                    "",
                    "null",
                    "[]",
                    "7",
                    "\"text\"",
                    "{",
                    "{}",
                    "{\"a\":1,\"a\":2}",
                    "{\"space\":NaN}",
                    "{\"seed\":1e999999999}",
                    "{\"seed\":" + "9".repeat(5_000) + "}",
                    "[".repeat(50_000),
                    "{\"a\":".repeat(5_000),
                    "a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n",
                    "a: &a\n  b: *a\n",
                    "!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://127.0.0.1/\"]]\n",
                    "--- 1\n--- 2\n",
                    "a: !!binary x\n",
                    "? [complex]\n: key\n",
                    "\ufeff{}",
                    "name: " + "x".repeat(200_000) + "\n",
                    "\u0000\u0001\u0002",
                    "- ".repeat(3_000));

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW");

    private final Random random;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, String> known;

    private record Operation(
            String method, String path, List<String> queries, List<JsonNode> examples) {}

    /// @param openApi the service's description
    /// @param known values of path parameters for which there is something
    Demands(long seed, JsonNode openApi, Map<String, String> known) {
        this.random = new Random(seed);
        this.known = known;
        openApi.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(method ->
                                        operations.add(
                                                operation(
                                                        path.getKey(),
                                                        method.getKey(),
                                                        method.getValue()))));
    }

    private static Operation operation(String path, String method, JsonNode described) {
        List<String> queries = new ArrayList<>();
        for (JsonNode parameter : described.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                queries.add(parameter.path("name").asText());
            }
        }
        List<JsonNode> examples = new ArrayList<>();
        for (JsonNode content : described.path("requestBody").path("content")) {
            for (JsonNode example : content.path("examples")) {
                examples.add(read(example.path("value")));
            }
        }
        return new Operation(method.toUpperCase(java.util.Locale.ROOT), path, queries, examples);
    }

    private static JsonNode read(JsonNode example) {
        try {
            return example.isTextual() ? JSON.readTree(example.asText()) : example;
        } catch (IOException e) {
            return NODES.objectNode();
        }
    }

    int operations() {
        return operations.size();
    }

    RawHttp.Request next() {
        if (random.nextInt(12) == 0) {
            return new RawHttp.Request(one(METHODS), one(TARGETS), List.of(), new byte[0]);
        }
        Operation operation = one(operations);
        String method = random.nextInt(10) == 0 ? one(METHODS) : operation.method();
        byte[] body = body(operation);
        List<String> headers = new ArrayList<>();
        if (body.length > 0 && random.nextInt(20) > 0) {
            headers.add("Content-Type: " + (random.nextBoolean() ? TYPES.getFirst() : one(TYPES)));
        }
        for (String name : List.of("Idempotency-Key", "Last-Event-ID", "Accept", "X-Unknown")) {
            if (random.nextInt(8) == 0) {
                headers.add(name + ": " + one(TEXTS).replaceAll("[\r\n\u0000]", "?"));
            }
        }
        return new RawHttp.Request(method, target(operation), headers, body);
    }

    private String target(Operation operation) {
        StringBuilder target = new StringBuilder();
        for (String part : operation.path().substring(1).split("/", -1)) {
            String name = part.replaceAll("[{}]", "");
            boolean parameter = part.startsWith("{");
            String there = known.getOrDefault(name, part);
            target.append('/')
                    .append(!parameter ? part : random.nextInt(3) > 0 ? there : encoded());
        }
        String separator = "?";
        List<String> names = new ArrayList<>(operation.queries());
        names.add("unknown");
        for (String name : names) {
            if (random.nextInt(3) == 0) {
                target.append(separator).append(name).append('=').append(encoded());
                separator = "&";
            }
        }
        return target.toString();
    }

    private String encoded() {
        return URLEncoder.encode(one(TEXTS), UTF_8).replace("+", "%20");
    }

    private byte[] body(Operation operation) {
        if (operation.examples().isEmpty()) {
            return random.nextInt(6) == 0 ? one(BODIES).getBytes(UTF_8) : new byte[0];
        }
        if (random.nextInt(4) == 0) {
            return one(BODIES).getBytes(UTF_8);
        }
        JsonNode changed = one(operation.examples()).deepCopy();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            change(changed);
        }
        byte[] body = changed.toString().getBytes(UTF_8);
        return random.nextInt(15) == 0 ? Arrays.copyOf(body, random.nextInt(body.length)) : body;
    }

    private void change(JsonNode whole) {
        List<ContainerNode<?>> places = new ArrayList<>();
        places(whole, places);
        ContainerNode<?> place = one(places);
        if (place instanceof ArrayNode array) {
            if (array.isEmpty() || random.nextBoolean()) {
                array.add(value());
            } else {
                array.set(random.nextInt(array.size()), value());
            }
        } else if (place instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.add(one(TEXTS));
            String name = one(names);
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, value());
            }
        }
    }

    private static void places(JsonNode node, List<ContainerNode<?>> places) {
        if (node instanceof ContainerNode<?> container) {
            places.add(container);
            container.forEach(child -> places(child, places));
        }
    }

    private JsonNode value() {
        return switch (random.nextInt(14)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(-1);
            case 3 -> NODES.numberNode(0);
            case 4 -> NODES.numberNode(Long.MAX_VALUE);
            case 5 -> NODES.numberNode(new BigInteger("9".repeat(90)));
            case 6 -> NODES.numberNode(new BigDecimal("1e400"));
            case 7 -> NODES.numberNode(new BigDecimal("1e-400"));
            case 8 -> NODES.objectNode();
            case 9 -> NODES.arrayNode();
            case 10 -> deep();
            case 11 -> many();
            default -> TextNode.valueOf(one(TEXTS));
        };
    }

    private JsonNode deep() {
        JsonNode deep = NODES.objectNode();
        for (int i = random.nextInt(40); i > 0; i--) {
            deep = NODES.objectNode().set("type", deep);
        }
        return deep;
    }

    private JsonNode many() {
        ArrayNode many = NODES.arrayNode();
        for (int i = random.nextInt(3_000); i > 0; i--) {
            many.add(i);
        }
        return many;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}

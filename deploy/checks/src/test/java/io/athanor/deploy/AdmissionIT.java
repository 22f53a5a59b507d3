package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the admission policy of trainers says to requests, by an implementation of its language.
class AdmissionIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CelCompiler COMPILER =
            CelCompilerFactory.standardCelCompilerBuilder()
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addVar("request", SimpleType.DYN)
                    .addVar("object", SimpleType.DYN)
                    .addVar("oldObject", SimpleType.DYN)
                    .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder().build();
    private static final JsonNode POLICY =
            Manifests.overlay("keda-deployment")
                    .find("ValidatingAdmissionPolicy", "athanor-trainer-pods")
                    .orElseThrow();
    private static final String REQUEST =
            """
            {"userInfo": {"username": "system:serviceaccount:athanor:trainer",
             "extra": {"authentication.kubernetes.io/pod-name": ["trainer-1"]}}}
            """;
    private static final String POD =
            """
            {"metadata": {"name": "trainer-1", "labels": {"app.kubernetes.io/name": "trainer"},
              "ownerReferences": [{"kind": "ReplicaSet", "name": "trainer"}],
              "annotations": {"some": "thing"}},
             "spec": {"containers": [{"name": "trainer", "image": "athanor/trainer-cuda:0.1.0"}]}}
            """;

    @Test
    void aTrainerMayAnnotateItsPod() throws Exception {
        JsonNode changed =
                changed(
                        POD,
                        "/metadata/annotations/controller.kubernetes.io~1pod-deletion-cost",
                        "\"1\"");

        assertThat(isAsked(JSON.readTree(REQUEST))).isTrue();
        assertThat(isAllowed(JSON.readTree(REQUEST), changed, JSON.readTree(POD))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "/spec/containers/0/image | \"elsewhere/miner:1\"",
                "/spec/activeDeadlineSeconds | 1",
                "/metadata/labels/app.kubernetes.io~1name | \"scheduler\"",
                "/metadata/ownerReferences | []",
            },
            quoteCharacter = '`',
            delimiter = '|')
    void aTrainerMayChangeNothingElseOfIt(String path, String value) throws Exception {
        assertThat(isAllowed(JSON.readTree(REQUEST), changed(POD, path, value), JSON.readTree(POD)))
                .isFalse();
    }

    @Test
    void aTrainerMayNotAnnotateAnother() throws Exception {
        JsonNode other = changed(POD, "/metadata/name", "\"scheduler-0\"");

        assertThat(isAllowed(JSON.readTree(REQUEST), other, other)).isFalse();
    }

    @Test
    void aTokenThatIsOfNoPodMayNothing() throws Exception {
        JsonNode request = changed(REQUEST, "/userInfo/extra", "{}");

        assertThat(isAsked(request)).isTrue();
        assertThat(isAllowed(request, JSON.readTree(POD), JSON.readTree(POD))).isFalse();
    }

    @Test
    void othersAreNotAsked() throws Exception {
        String kubelet = "\"system:node:node-1\"";

        assertThat(isAsked(changed(REQUEST, "/userInfo/username", kubelet))).isFalse();
    }

    private static boolean isAsked(JsonNode request) {
        return POLICY.at("/spec/matchConditions")
                .valueStream()
                .allMatch(condition -> isTrue(condition, Map.of("request", plain(request))));
    }

    private static boolean isAllowed(JsonNode request, JsonNode object, JsonNode oldObject) {
        return POLICY.at("/spec/validations")
                .valueStream()
                .allMatch(validation ->
                        isTrue(
                                validation,
                                Map.of(
                                        "request",
                                        plain(request),
                                        "object",
                                        plain(object),
                                        "oldObject",
                                        plain(oldObject))));
    }

    private static boolean isTrue(JsonNode rule, Map<String, Object> variables) {
        try {
            var expression = COMPILER.compile(rule.path("expression").asText()).getAst();
            return (boolean) RUNTIME.createProgram(expression).eval(variables);
        } catch (Exception e) {
            throw new AssertionError(rule.toString(), e);
        }
    }

    private static JsonNode changed(String json, String path, String value) throws Exception {
        JsonNode object = JSON.readTree(json);
        int last = path.lastIndexOf('/');
        String field = path.substring(last + 1).replace("~1", "/");
        ((ObjectNode) object.at(path.substring(0, last))).set(field, JSON.readTree(value));
        return object;
    }

    private static Object plain(JsonNode json) {
        return JSON.convertValue(json, Object.class);
    }
}

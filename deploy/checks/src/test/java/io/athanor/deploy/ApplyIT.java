package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real kubectl against an API server that refuses what a real one would not understand.
class ApplyIT {
    private final ApiServer server = new ApiServer(new Schemas());
    @TempDir private Path folder;

    @BeforeEach
    void needsKubectl() {
        Programs.assumeKubectl();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"strimzi", "production", "keda-deployment", "local-cpu"})
    void anOverlayIsAppliedOnceFoundUnchangedAndDeleted(String overlay) {
        String path = Repository.KUBERNETES.resolve("overlays").resolve(overlay).toString();
        int objects = Manifests.overlay(overlay).objects().size();

        Programs.Outcome applied = kubectl("apply", "-k", path);
        Map<String, JsonNode> stored = server.objects();
        Programs.Outcome again = kubectl("apply", "-k", path);
        Programs.Outcome compared = kubectl("diff", "-k", path);

        assertThat(applied.exit()).as(applied.output()).isZero();
        assertThat(applied.output().lines())
                .hasSize(objects)
                .allMatch(line -> line.endsWith(" created"));
        assertThat(again.output().lines()).hasSize(objects);
        assertThat(changes(again)).isEmpty();
        assertThat(compared.exit()).as(compared.output()).isZero();
        assertThat(server.objects()).hasSize(objects).isEqualTo(stored);

        Programs.Outcome deleted = kubectl("delete", "--wait=false", "-k", path);

        assertThat(deleted.exit()).as(deleted.output()).isZero();
        assertThat(server.objects()).isEmpty();
    }

    @Test
    void aChangeIsSeenBeforeItIsApplied() throws IOException {
        Path overlay = overlay("maxReplicaCount", "16");
        kubectl("apply", "-k", Repository.KUBERNETES.resolve("overlays/keda-jobs").toString());

        Programs.Outcome compared = kubectl("diff", "-k", overlay.toString());
        Programs.Outcome applied = kubectl("apply", "-k", overlay.toString());

        assertThat(compared.exit()).isEqualTo(1);
        assertThat(compared.output()).contains("-  maxReplicaCount: 8", "+  maxReplicaCount: 16");
        assertThat(changes(applied)).containsExactly("scaledjob.keda.sh/trainer configured");
    }

    @Test
    void aMisspeltFieldIsRefusedByName() throws IOException {
        Programs.Outcome applied =
                kubectl("apply", "-k", overlay("maxReplicasCount", "16").toString());

        assertThat(applied.exit()).isNotZero();
        assertThat(applied.output()).contains("maxReplicasCount");
    }

    /// What kubectl changed. A disruption budget's selector is patched as a whole each time, by
    /// what it is already, and counts as configured.
    private static List<String> changes(Programs.Outcome applied) {
        return applied.output()
                .lines()
                .filter(line -> !line.endsWith(" unchanged"))
                .filter(line -> !line.startsWith("poddisruptionbudget.policy/"))
                .toList();
    }

    /// keda-jobs with one more setting of its ScaledJob.
    private Path overlay(String field, String value) throws IOException {
        Path target = Files.createDirectory(folder.toRealPath().resolve(field));
        Path recommended = Repository.KUBERNETES.resolve("overlays/keda-jobs").toRealPath();
        Files.writeString(
                target.resolve("kustomization.yaml"),
                """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [%s]
                patches:
                  - target: {kind: ScaledJob, name: trainer}
                    patch: |
                      - {op: add, path: /spec/%s, value: %s}
                """
                        .formatted(target.relativize(recommended), field, value));
        return target;
    }

    private Programs.Outcome kubectl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--server", server.address()));
        command.addAll(
                List.of(
                        "--kubeconfig",
                        "/dev/null",
                        "--cache-dir",
                        folder.resolve("cache").toString()));
        command.addAll(List.of(arguments));
        return Programs.run(command);
    }
}

package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every object of every overlay, and what the checks say when one of them is spoilt.
class ManifestsIT {
    private static final Schemas SCHEMAS = new Schemas();

    @ParameterizedTest
    @MethodSource("io.athanor.deploy.Manifests#overlays")
    void anOverlayHasNoFaults(String overlay) {
        Manifests manifests = Manifests.overlay(overlay);

        assertThat(manifests.objects()).isNotEmpty();
        assertThat(manifests.objects())
                .allSatisfy(object ->
                        assertThat(SCHEMAS.faults(object)).as(Manifests.label(object)).isEmpty());
        assertThat(Linter.findings(manifests)).isEmpty();
    }

    /// `value` replaces what is at `path`; without one it is removed.
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "Deployment | /spec/template/spec/containers/0/imagPullPolicy | \"Always\" | unknown field of V1Container",
                "Deployment | /spec/template/spec/containers/0/env/0/value | 5 | a string expected, not the number 5",
                "Deployment | /spec/template/spec/containers/0/imagePullPolicy | \"Sometimes\" | Sometimes is none of",
                "Deployment | /spec/template/spec/containers/0/resources/limits/memory | \"4 GB\" | quantity: 4",
                "Deployment | /spec/selector | - | selector",
                "Service | /spec/ports/0/port | \"80\" | an integer expected",
                "ScaledObject | /spec/coolDownPeriod | 5 | coolDownPeriod",
                "ScaledObject | /spec/pollingInterval | \"15\" | integer expected",
                "ScaledObject | /spec/fallback/behavior | \"hope\" | behavior",
                "ScaledObject | /spec/scaleTargetRef | - | scaleTargetRef",
            },
            delimiter = '|')
    void aSchemaNamesWhatIsWrong(String kind, String path, String value, String fault) {
        JsonNode object =
                spoilt("keda-deployment", kind, path, value).ofKind(kind).findFirst().orElseThrow();

        assertThat(SCHEMAS.faults(object)).isNotEmpty().anyMatch(said -> said.contains(fault));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "Deployment | /spec/selector/matchLabels/app.kubernetes.io~1name | \"trainers\" | selects other pods",
                "Deployment | /spec/replicas | 2 | replicas are for its ScaledObject",
                "Deployment | /spec/template/spec/serviceAccountName | \"nobody\" | no ServiceAccount nobody",
                "Deployment | /spec/template/spec/priorityClassName | \"high\" | no PriorityClass high",
                "Deployment | /spec/template/spec/automountServiceAccountToken | false | has rights and no token",
                "StatefulSet | /spec/template/spec/automountServiceAccountToken | - | gets a service account's token",
                "Role | /rules | [{apiGroups: [''], resources: [pods], verbs: ['*']}] | may more than it must",
                "RoleBinding | /roleRef/name | \"x\" | no Role x",
                "RoleBinding | /subjects | [{kind: ServiceAccount, name: x, namespace: athanor}] | no ServiceAccount x",
                "RoleBinding | /subjects | [{kind: ServiceAccount, name: metrics, namespace: athanor}] | no policy says what pods 'system:serviceaccount:athanor:metrics'",
                "ValidatingAdmissionPolicyBinding | /spec/policyName | \"x\" | no ValidatingAdmissionPolicy x",
                "ValidatingAdmissionPolicyBinding | /spec/validationActions | [Warn] | denies nothing",
                "Deployment | /spec/template/spec/enableServiceLinks | true | is told of services",
                "Deployment | /spec/template/spec/securityContext/runAsNonRoot | - | may run as root",
                "Deployment | /spec/template/spec/securityContext/runAsUser | 0 | runs as root",
                "Deployment | /spec/template/spec/securityContext/seccompProfile | - | no seccomp profile",
                "Deployment | /spec/template/spec/hostNetwork | true | shares the host's namespaces",
                "Deployment | /spec/template/spec/terminationGracePeriodSeconds | 200 | killed before it has handed back",
                "Deployment | /spec/template/spec/terminationGracePeriodSeconds | 3600 | grace of 3600 s",
                "Deployment | /spec/template/spec/volumes/0/name | \"x\" | mounts",
                "Deployment | /spec/template/spec/volumes/0/secret/secretName | \"x\" | nobody makes a Secret x",
                "Deployment | /spec/template/spec/volumes/2/persistentVolumeClaim/claimName | \"x\" | no PersistentVolumeClaim x",
                "Deployment | /spec/template/spec/containers/0/image | \"athanor/trainer:latest\" | is not fixed",
                "Deployment | /spec/template/spec/containers/0/image | \"athanor/trainer\" | is not fixed",
                "Deployment | /spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem | false | can write to its root",
                "Deployment | /spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation | - | may gain privileges",
                "Deployment | /spec/template/spec/containers/0/securityContext/capabilities/drop | [] | keeps capabilities",
                "Deployment | /spec/template/spec/containers/0/resources/limits/memory | - | no requests or limits of trainer",
                "Deployment | /spec/template/spec/containers/0/resources/limits/nvidia.com~1gpu | \"2\" | another number of nvidia.com/gpu",
                "Deployment | /spec/template/spec/containers/0/livenessProbe/httpGet/port | \"http\" | livenessProbe asks at port 'http'",
                "Deployment | /spec/template/spec/containers/0/readinessProbe | - | readinessProbe asks",
                "Deployment | /spec/template/spec/containers/0/envFrom/0/configMapRef/name | \"x\" | no ConfigMap x",
                "Deployment | /spec/template/spec/containers/0/env/0/name | \"ATHANOR_TRAINER_SLOT\" | trainer-cuda does not read ATHANOR_TRAINER_SLOT",
                "Deployment | /spec/template/spec/containers/0/env/0/name | \"QUARKUS_MANAGEMENT_ENABLED\" | does not read QUARKUS_MANAGEMENT_ENABLED",
                "Deployment | /spec/template/spec/containers/0/env/0/name | \"ATHANOR_TRAINER_ID\" | says twice ATHANOR_TRAINER_ID",
                "ConfigMap | /data/KAFKA_SSL_TRUSTSTORE | \"x\" | does not read KAFKA_SSL_TRUSTSTORE",
                "ConfigMap | /data/KAFKA_SSL_KEY_PASSWORD | \"x\" | a secret in KAFKA_SSL_KEY_PASSWORD",
                "Service | /spec/selector/app.kubernetes.io~1name | \"x\" | selects no pod",
                "Service | /spec/ports/0/targetPort | \"web\" | targetPort web is no port",
                "Service | /metadata/namespace | - | namespace is ''",
                "PodDisruptionBudget | /spec/selector/matchLabels/app.kubernetes.io~1name | \"x\" | selects no pod",
                "NetworkPolicy | /spec/podSelector/matchLabels/app.kubernetes.io~1part-of | \"x\" | selects no pod",
                "StatefulSet | /spec/serviceName | \"x\" | no Service x",
                "ScaledObject | /spec/scaleTargetRef/name | \"x\" | no Deployment x",
                "ScaledObject | /spec/triggers/0/metadata/threshold | \"1\" | its trigger knows no [threshold]",
                "ScaledObject | /spec/triggers/0/metadata/targetValue | - | its trigger needs",
                "ScaledObject | /spec/triggers/0/metadata/valueLocation | \"items\" | the answer has no items",
                "ScaledObject | /spec/triggers/0/metadata/url | \"http://scheduler:8080/internal/autoscale\" | asks http://scheduler:8080",
                "ScaledObject | /spec/triggers/0/type | \"kafka\" | trigger kafka is not metrics-api",
            },
            delimiter = '|')
    void theLinterNamesWhatIsWrong(String kind, String path, String value, String fault) {
        List<String> findings = Linter.findings(spoilt("keda-deployment", kind, path, value));

        assertThat(findings)
                .anyMatch(said -> said.startsWith(kind + " ") || kind.equals("ConfigMap"));
        assertThat(findings).anyMatch(said -> said.contains(fault));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "Ingress | /spec/rules/0/http/paths/0/backend/service/port/name | \"web\" | no port web of Service scheduler",
                "Ingress | /spec/tls/0/secretName | \"x\" | nobody makes a Secret x",
                "PodMonitor | /spec/podMetricsEndpoints/0/port | \"http\" | port http is no port of its pods",
                "PodMonitor | /spec/jobLabel | \"app\" | jobLabel app is no label",
                "PodMonitor | /spec/selector/matchExpressions/1/values | [\"x\"] | selects no pod",
                "ScaledJob | /spec/jobTargetRef/template/spec/containers/0/env/2/name | \"ATHANOR_IDLE\" | does not read ATHANOR_IDLE",
                "ScaledJob | /spec/jobTargetRef/template/spec/nodeNmae | \"x\" | unknown field of V1PodSpec",
                "PrometheusRule | /spec/groups/0/rules/0/expression | \"up\" | expression",
            },
            quoteCharacter = '`',
            delimiter = '|')
    void whatOnlyProductionHasIsCheckedToo(String kind, String path, String value, String fault) {
        Manifests manifests = spoilt("production", kind, path, value);
        JsonNode object = manifests.ofKind(kind).findFirst().orElseThrow();

        assertThat(List.of(Linter.findings(manifests), SCHEMAS.faults(object)))
                .anySatisfy(said -> assertThat(said).anyMatch(one -> one.contains(fault)));
    }

    @ParameterizedTest
    @CsvSource({
        "QUARKUS_OIDC_AUTH_SERVER, scheduler does not read QUARKUS_OIDC_AUTH_SERVER",
        "QUARKUS_OIDC_TOKEN_AUDIENCES, a secret in QUARKUS_OIDC_TOKEN_AUDIENCES",
        "QUARKUS_OIDC_CREDENTIALS_SECRET, a secret in QUARKUS_OIDC_CREDENTIALS_SECRET"
    })
    void whatServicesAreToldOfAProviderIsChecked(String variable, String fault) {
        Manifests copy = copy("oidc");
        JsonNode settings = copy.find("ConfigMap", "athanor-oidc").orElseThrow();
        set(settings, "/data/" + variable, "\"x\"");

        assertThat(Linter.findings(copy)).anyMatch(said -> said.contains(fault));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "/spec/ingress/0/ports/0/port | \"web\" | lets in to port web",
                "/spec/egress/0/ports/0/port | 8082 | lets out to port 8082",
                "/spec/ingress/0/from/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name | \"x\" | unknown namespace 'x'",
            },
            quoteCharacter = '`',
            delimiter = '|')
    void aNetworkPolicyThatLeadsNowhereIsNamed(String path, String value, String fault) {
        Manifests copy = copy("keda-jobs");
        set(copy.find("NetworkPolicy", "scheduler").orElseThrow(), path, value);

        assertThat(Linter.findings(copy)).anyMatch(said -> said.contains(fault));
    }

    private static Manifests spoilt(String overlay, String kind, String path, String value) {
        Manifests copy = copy(overlay);
        set(copy.ofKind(kind).findFirst().orElseThrow(), path, value);
        return copy;
    }

    private static Manifests copy(String overlay) {
        return new Manifests(
                Manifests.overlay(overlay).objects().stream()
                        .<JsonNode>map(JsonNode::deepCopy)
                        .toList());
    }

    private static void set(JsonNode object, String path, String value) {
        int last = path.lastIndexOf('/');
        JsonNode parent = object.at(path.substring(0, last));
        String field = path.substring(last + 1).replace("~1", "/");
        assertThat(parent.isObject()).as("%s has %s", Manifests.label(object), path).isTrue();
        if (value == null) {
            assertThat(((ObjectNode) parent).remove(field)).as(path).isNotNull();
        } else {
            ((ObjectNode) parent).set(field, Yaml.document(value));
        }
    }
}

package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeIT {
    private static final String TEXT = Compose.text();

    @Test
    void theFileHasNoFaults() {
        Compose compose = Compose.parse(TEXT);

        assertThat(Schemas.faults("compose.json", compose.file())).isEmpty();
        assertThat(compose.findings()).isEmpty();
    }

    @Test
    void dockerComposeReadsIt() {
        Programs.assumeInstalled("docker-compose");

        Programs.Outcome read = Programs.run(List.of("docker-compose", "config", "--quiet"));

        assertThat(read.exit()).as(read.output()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "stop_grace_period: 90s|stop_grace_periods: 90s|stop_grace_periods",
                "mem_limit: 4g|mem_limit: 4 GB|mem_limit",
                "KAFKA_NODE_ID: \"1\"|KAFKA_NODE_ID: 1|KAFKA_NODE_ID",
                "condition: service_healthy|condition: healthy|service_healthy",
            },
            quoteCharacter = '`',
            delimiter = '|')
    void theSchemaNamesWhatIsWrong(String right, String wrong, String fault) {
        assertThat(TEXT).contains(right);

        assertThat(Schemas.faults("compose.json", Compose.parse(TEXT.replace(right, wrong)).file()))
                .anyMatch(said -> said.contains(fault));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "127.0.0.1:8080:8080|8080:8080|scheduler: \"8080:8080\" is open to others",
                "prom/prometheus:v3.5.0|prom/prometheus:latest|prometheus: image is not fixed",
                "/tmp:exec,size=1g|/tmp:size=1g|trainer: cannot load native libraries",
                "stop_grace_period: 90s|stop_grace_period: 50s|trainer: is killed before",
                "ATHANOR_METRICS_URL:|ATHANOR_METRICS_ADRESS:|scheduler: does not read ATHANOR_METRICS_ADRESS",
                "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR|KAFKA_OFFSET_TOPIC_REPLICATION_FACTOR|kafka: does not read",
                "target: metrics}|target: scheduler}|metrics: image metrics of target scheduler",
                "kafka: {condition|broker: {condition|topics: no service broker",
                "- scheduler:/var|- planner:/var|scheduler: no planner",
                "./deploy/grafana/provisioning:|./deploy/grafana/provision:|grafana: no ./deploy/grafana/provision",
            },
            quoteCharacter = '`',
            delimiter = '|')
    void whatNoSchemaSeesIsNamed(String right, String wrong, String fault) {
        assertThat(TEXT).contains(right);

        assertThat(Compose.parse(TEXT.replace(right, wrong)).findings())
                .anyMatch(said -> said.contains(fault));
    }

    @Test
    void kafkaIsTheSameEverywhere() {
        String expected = Compose.parse(TEXT).service("kafka").path("image").asText();
        JsonNode kafka = Manifests.overlay("strimzi").find("Kafka", "athanor").orElseThrow();

        assertThat(expected).isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
        assertThat(kafka.at("/spec/kafka/version").asText()).isEqualTo(expected.split(":", -1)[1]);
        assertThat(
                        Manifests.overlay("local-cpu")
                                .find("StatefulSet", "kafka")
                                .orElseThrow()
                                .at("/spec/template/spec/containers/0/image")
                                .asText())
                .isEqualTo(expected);
    }

    @Test
    void prometheusAndGrafanaFindWhatTheyAskFor() {
        Compose compose = Compose.parse(TEXT);
        JsonNode prometheus =
                Yaml.document(
                        Repository.text(Repository.ROOT.resolve("deploy/prometheus/compose.yml")));
        JsonNode grafana =
                Yaml.document(
                        Repository.text(
                                Repository.ROOT.resolve(
                                        "deploy/grafana/provisioning/datasources/prometheus.yaml")));
        Stream<String> asked =
                prometheus
                        .path("scrape_configs")
                        .valueStream()
                        .flatMap(job ->
                                Stream.concat(
                                        job.at("/static_configs/0/targets")
                                                .valueStream()
                                                .map(target -> target.asText()),
                                        job.at("/dns_sd_configs/0/names")
                                                .valueStream()
                                                .map(name ->
                                                        name.asText()
                                                                + ":"
                                                                + job.at("/dns_sd_configs/0/port")
                                                                        .asText())));

        assertThat(asked)
                .hasSize(4)
                .allSatisfy(address -> {
                    assertThat(compose.service(address.split(":", -1)[0]).isMissingNode())
                            .as(address)
                            .isFalse();
                    assertThat(address).endsWith(":9000");
                });
        assertThat(grafana.at("/datasources/0/url").asText()).isEqualTo("http://prometheus:9090");
    }
}

package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesIT {
    private static final String TEXT = Repository.text(Repository.DOCKERFILE);

    @Test
    void theDockerfileHasNoFaults() {
        assertThat(ImageRules.findings(Dockerfile.parse(TEXT))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "FROM debian:12.11-slim AS jre|FROM debian AS jre|jre: debian is not fixed",
                "FROM debian:12.11-slim AS trainer|FROM debian:latest AS trainer|trainer: debian:latest is not fixed",
                "FROM jre AS scheduler|FROM jre AS planner|scheduler: is no target",
                "USER 10001:10001|USER root|runs as [root]",
                "ENTRYPOINT [\"/opt/java/bin/java\", \"-XX:MaxRAMPercentage=50\"|ENTRYPOINT /opt/java/bin/java [\"|its shell takes the signals",
                "ENV QUARKUS_HTTP_HOST=0.0.0.0|ENV QUARKUS_HTTP_HOSTNAME=0.0.0.0|scheduler: nobody reads QUARKUS_HTTP_HOSTNAME",
                "DJL_OFFLINE=true|DJL_TOKEN=x|a secret in",
                "/src/metrics-service/target/quarkus-app/app|/src/metrics-service/target/app|metrics: no /src/metrics-service/target/app",
                "quarkus-app/quarkus /app/quarkus|quarkus-app/quarkus /app/app|copies what changes before what stays",
                " && rm -rf /var/lib/apt/lists/*| && true|trainer: keeps what apt-get leaves",
                "COPY . .|ADD . .|build: ADD fetches",
                "ATHANOR_TRAINER_DEVICE=gpu|ATHANOR_TRAINER_DEVICE=cpu|trainer-cuda: trains on the CPU",
            },
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|')
    void aFaultIsNamed(String right, String wrong, String fault) {
        assertThat(TEXT).contains(right);

        assertThat(ImageRules.findings(Dockerfile.parse(TEXT.replace(right, wrong))))
                .anyMatch(said -> said.contains(fault));
    }

    @Test
    void theBuildSeesWhatItNeedsAndNoMore() {
        String ignored = Repository.text(Repository.ROOT.resolve(".dockerignore"));
        String modules = Repository.text(Repository.ROOT.resolve("pom.xml"));

        assertThat(ignored.lines()).contains("*", "!pom.xml", "!mvnw", "!.mvn", "**/target");
        assertThat(Pattern.compile("<module>(.*)</module>").matcher(modules).results())
                .isNotEmpty()
                .allSatisfy(module ->
                        assertThat(ignored.lines())
                                .as("Maven needs the pom of every module")
                                .containsAnyOf(
                                        "!" + module.group(1), "!" + module.group(1) + "/pom.xml"));
    }
}

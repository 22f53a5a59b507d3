package io.athanor.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicTest {
    private static final List<String> NEEDED =
            List.of("study-commands", "trial-events", "scheduler-clock", "trial-queue", "studies");

    @Test
    void findsNothingWrongWithTopicsThatAreAsTheyMustBe() {
        assertThat(Topic.faults(NEEDED, with(Map.of()))).isEmpty();
        assertThat(Topic.faults(NEEDED, with(Map.of("studies", 7)))).isEmpty();
    }

    @Test
    void namesTopicsThatAreMissing() {
        assertThat(Topic.faults(NEEDED, Map.of("studies", 4, "trial-queue", 1, "trial-events", 4)))
                .containsExactly(
                        "topic study-commands is missing", "topic scheduler-clock is missing");
    }

    @Test
    void refusesAQueueOfSeveralPartitions() {
        assertThat(Topic.faults(NEEDED, with(Map.of("trial-queue", 4))))
                .containsExactly("topic trial-queue has 4 partitions, and must have 1");
    }

    @Test
    void refusesDifferentCountsOfTopicsThatOneTaskReads() {
        assertThat(Topic.faults(NEEDED, with(Map.of("trial-events", 6))))
                .containsExactly(
                        "topics must have as many partitions as each other: study-commands has 4,"
                                + " trial-events has 6, scheduler-clock has 4");
    }

    private static Map<String, Integer> with(Map<String, Integer> others) {
        Map<String, Integer> partitions =
                new HashMap<>(
                        Map.of(
                                "study-commands", 4,
                                "trial-events", 4,
                                "scheduler-clock", 4,
                                "trial-queue", 1,
                                "studies", 4));
        partitions.putAll(others);
        return partitions;
    }
}

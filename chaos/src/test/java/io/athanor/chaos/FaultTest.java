package io.athanor.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest {
    private static final Duration GAP = Duration.ofSeconds(6);

    @Test
    void isPlannedByTheSeed() {
        assertThat(plan(7)).isEqualTo(plan(7)).isNotEqualTo(plan(8));
    }

    @Test
    void isOfEveryKindBeforeAnyComesAgain() {
        List<Fault> plan = plan(7);

        assertThat(plan).hasSizeGreaterThan(2 * Fault.Kind.values().length);
        assertThat(plan.subList(0, Fault.Kind.values().length))
                .extracting(Fault::kind)
                .containsExactlyInAnyOrder(Fault.Kind.values());
        assertThat(plan).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
        assertThat(plan).extracting(Fault::trainer).containsOnly(0, 1, 2);
    }

    private static List<Fault> plan(long seed) {
        return Fault.plan(seed, Duration.ofMinutes(3), GAP, 3);
    }
}

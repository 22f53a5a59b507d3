package io.athanor.scheduler.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {

    /// By hand: who wants less than the level has all of it, and what is left the others share.
    @ParameterizedTest
    @CsvSource({
        "8, '3 5', 8",
        "8, '9', 8",
        "8, '100 100', 4",
        "8, '2 100 100', 3",
        "10, '1 2 100 4', 3.5",
        "10, '1 2 3 3', 10",
        "10, '1 3 3 4', 3",
        "3, '100 100 100 100', 0.75",
        "6, '1 1 1 100', 3",
        "0, '100 100', 0",
        "5, '', 5"
    })
    void fillsTheDemandsToOneLevel(int slots, String demands, double level) {
        assertThat(Shares.of(slots, numbers(demands)).level()).isEqualTo(level);
    }

    @Test
    void givesAllSlotsAwayAndNobodyLessThanAnotherWhoCouldUseMore() {
        Random random = new Random(20261122L);
        for (int draw = 0; draw < 1_000; draw++) {
            int[] demands = random.ints(random.nextInt(1, 20), 1, 30).toArray();
            int slots = random.nextInt(1, 100);

            Shares shares = Shares.of(slots, demands);

            double given =
                    Arrays.stream(demands).mapToDouble(d -> Math.min(d, shares.level())).sum();
            assertThat(given)
                    .as("%d slots, %s", slots, Arrays.toString(demands))
                    .isEqualTo(Math.min(slots, Arrays.stream(demands).sum()), within(1e-9));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // alone
        "8, '100', 100, 100, 16",
        "8, '8', 8, 8, 16",
        // slots are idle
        "8, '3 5', 5, 5, 5",
        "8, '3', 100, 3, 16",
        // a share of 4, and one ahead
        "8, '100 100', 100, 100, 5",
        "8, '100 100', 4, 4, 4",
        // a share of 20, and five ahead
        "40, '100 100', 100, 100, 25",
        // all that it wants, and one ahead
        "40, '2 100 100', 100, 2, 3",
        // less than a slot
        "3, '100 100 100 100', 100, 100, 1",
        "3, '9 9 9 9 9 9 9 9 9 9', 9, 9, 1",
        // nobody is ready
        "0, '100', 100, 100, 1",
        "0, '100 100', 100, 100, 1"
    })
    void letsAStudyHaveItsShareAndFewAhead(
            int slots, String demands, int parallelism, int demand, int open) {
        assertThat(Shares.of(slots, numbers(demands)).open(parallelism, demand)).isEqualTo(open);
    }

    /// Else slots would be idle beside studies that wait for a turn.
    @Test
    void leavesNoSlotIdleThatSomebodyCouldUse() {
        Random random = new Random(20261123L);
        for (int draw = 0; draw < 1_000; draw++) {
            int[] demands = random.ints(random.nextInt(1, 20), 1, 30).toArray();
            int slots = random.nextInt(1, 100);
            Shares shares = Shares.of(slots, demands);

            int open = Arrays.stream(demands).map(d -> Math.min(d, shares.open(d, d))).sum();

            assertThat(open)
                    .as("%d slots, %s", slots, Arrays.toString(demands))
                    .isGreaterThanOrEqualTo(Math.min(slots, Arrays.stream(demands).sum()));
        }
    }

    private static int[] numbers(String text) {
        return Arrays.stream(text.split(" "))
                .filter(number -> !number.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}

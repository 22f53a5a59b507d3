package io.athanor.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/// A short storm; `./athanor chaos` makes longer ones.
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class ChaosIT {
    @Test
    void losesAndDoublesNothing() {
        int status = new CommandLine(new Chaos()).execute("..", "--seed=7", "--minutes=1");

        assertThat(status).isZero();
    }
}

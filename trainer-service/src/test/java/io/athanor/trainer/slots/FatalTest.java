package io.athanor.trainer.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class FatalTest {
    @Test
    void endsTheProcessWhenAThreadDiesOfAnError() throws InterruptedException {
        List<Integer> exits = new CopyOnWriteArrayList<>();

        Thread thread =
                Thread.ofPlatform()
                        .uncaughtExceptionHandler(new Fatal(exits::add))
                        .start(() -> {
                            throw new OutOfMemoryError("planted");
                        });
        thread.join();

        assertThat(exits).containsExactly(1);
    }
}

package io.athanor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProgramPoolTest {
    private static final String COPY =
            new Method(
                            "copy",
                            List.of("target", "source"),
                            "    return torch.copy_(target, source)\n")
                    .text();

    @BeforeAll
    static void start() {
        Torch.start(1);
    }

    @Test
    void lendsAProgramToOneAtATimeAndAgainWhenItIsBack() {
        try (NDManager device = NDManager.newBaseManager(Device.cpu())) {
            // Given
            ProgramPool programs = new ProgramPool(device);
            ProgramPool.Loaded first = programs.borrow(COPY);

            // When
            ProgramPool.Loaded second = programs.borrow(COPY);
            programs.giveBack(first);
            ProgramPool.Loaded third = programs.borrow(COPY);

            // Then
            assertThat(second.module()).isNotSameAs(first.module());
            assertThat(third.module()).isSameAs(first.module());
        }
    }

    @Test
    void lendsNoOtherProgram() {
        try (NDManager device = NDManager.newBaseManager(Device.cpu())) {
            // Given
            ProgramPool programs = new ProgramPool(device);
            ProgramPool.Loaded copy = programs.borrow(COPY);
            programs.giveBack(copy);

            // When
            ProgramPool.Loaded other = programs.borrow(COPY.replace("copy(", "again("));

            // Then
            assertThat(other.module()).isNotSameAs(copy.module());
        }
    }
}

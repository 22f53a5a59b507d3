package io.athanor.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.athanor.trainer.Asked;
import io.athanor.trainer.program.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrialImagesTest {
    private static DataSets dataSets;
    private static DataSet sample;

    @BeforeAll
    static void open() {
        Torch.start(1);
        dataSets = new DataSets(NDManager.newBaseManager(), Path.of("data"), Map.of());
        sample = dataSets.get("fashion-mnist-sample");
    }

    @AfterAll
    static void close() {
        dataSets.close();
    }

    @Test
    void areAllImagesInOrderByDefault() {
        TrialImages images = images("{}", 1, 1);

        assertThat(images.train().numbers()).isEqualTo(LongStream.range(0, 10_000).toArray());
        assertThat(images.validation().isEmpty()).isTrue();
        assertThat(images.test().size()).isEqualTo(2000);
        assertThat(images.classes()).isEqualTo(10);
    }

    @Test
    void haveTheSameShareOfEachClass() {
        TrialImages images = images("{\"dataFraction\": 0.013}", 1, 1);

        assertThat(perClass(images.train())).hasSize(10).containsValues(13L);
        assertThat(perClass(images.train()).values()).containsOnly(13L);
        assertThat(images.test().size()).isEqualTo(2000);
    }

    @Test
    void haveOneOfEachClassAtLeast() {
        assertThat(perClass(images("{\"dataFraction\": 1e-9}", 1, 1).train()).values())
                .containsExactly(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L);
    }

    @Test
    void areHeldOutOfTheFractionAndNeverTrainedOn() {
        TrialImages images = images("{\"dataFraction\": 0.1, \"validationFraction\": 0.25}", 1, 1);

        assertThat(perClass(images.train()).values()).containsOnly(75L);
        assertThat(perClass(images.validation()).values()).containsOnly(25L);
        long[] all =
                LongStream.concat(
                                Arrays.stream(images.train().numbers()),
                                Arrays.stream(images.validation().numbers()))
                        .sorted()
                        .toArray();
        assertThat(all).isEqualTo(images("{\"dataFraction\": 0.1}", 1, 1).train().numbers());
    }

    @Test
    void leaveOneOfEachClassToTrainOn() {
        TrialImages images =
                images("{\"dataFraction\": 0.002, \"validationFraction\": 0.99}", 1, 1);

        assertThat(perClass(images.train()).values()).containsOnly(1L);
        assertThat(perClass(images.validation()).values()).containsOnly(1L);
    }

    @Test
    void areOfTheFirstClasses() {
        TrialImages images = images("{\"classes\": 3, \"dataFraction\": 0.5}", 1, 1);

        assertThat(images.classes()).isEqualTo(3);
        assertThat(perClass(images.train())).isEqualTo(Map.of(0L, 500L, 1L, 500L, 2L, 500L));
        assertThat(perClass(images.test())).isEqualTo(Map.of(0L, 200L, 1L, 200L, 2L, 200L));
    }

    @Test
    void areDrawnByTheirOwnSeeds() {
        String asked = "{\"dataFraction\": 0.1, \"validationFraction\": 0.5}";

        long[] drawn = images(asked, 1, 1).validation().numbers();

        assertThat(images(asked, 1, 1).validation().numbers()).isEqualTo(drawn);
        assertThat(images(asked, 1, 2).validation().numbers()).isNotEqualTo(drawn);
        assertThat(images(asked, 2, 1).validation().numbers()).isNotEqualTo(drawn);
    }

    private static TrialImages images(String asked, long fraction, long heldOut) {
        return TrialImages.of(
                sample,
                Asked.hyperparameters(asked),
                new SplittableRandom(fraction),
                new SplittableRandom(heldOut));
    }

    private static Map<Long, Long> perClass(Subset images) {
        long[] labels = images.split().labels().toLongArray();
        return Arrays.stream(images.numbers())
                .boxed()
                .collect(
                        Collectors.groupingBy(
                                number -> labels[Math.toIntExact(number)],
                                TreeMap::new,
                                Collectors.counting()));
    }
}

package io.athanor.trainer.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contracts.ImageShape;
import io.athanor.trainer.data.DataSets;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataSetsConfigTest {

    @Test
    void declaresFoldersByName() {
        assertThat(config("my-pets", "3x64x48", "37").declared())
                .isEqualTo(Map.of("my-pets", new DataSets.Declared(new ImageShape(3, 64, 48), 37)));
    }

    @Test
    void namesThePropertyThatIsImpossible() {
        assertThatThrownBy(() -> config("pets", "64x64", "37").declared())
                .hasMessageContainingAll("athanor.datasets.pets.image", "64x64");
        assertThatThrownBy(() -> config("pets", "3x64x64", "1").declared())
                .hasMessage("athanor.datasets.pets.classes 1: 2 or more");
    }

    private static DataSetsConfig config(String name, String image, String classes) {
        Map<String, String> properties =
                Map.of(
                        "athanor.datasets." + name + ".image", image,
                        "athanor.datasets." + name + ".classes", classes);
        return new SmallRyeConfigBuilder()
                .withMapping(DataSetsConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(DataSetsConfig.class);
    }
}

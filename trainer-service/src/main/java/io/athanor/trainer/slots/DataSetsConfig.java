package io.athanor.trainer.slots;

import io.athanor.contracts.ImageShape;
import io.athanor.trainer.data.DataSets;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.stream.Collectors;

/// The folders of images that are data sets, by name. The scheduler reads the same properties.
@ConfigMapping(prefix = "athanor.datasets")
interface DataSetsConfig {

    @WithParentName
    Map<String, Folder> folders();

    interface Folder {
        /// Channels, height and width to which its images are brought: `3x64x64`.
        String image();

        /// How many folders of images it has.
        int classes();
    }

    /// @throws IllegalArgumentException when a declaration is impossible; names the property
    default Map<String, DataSets.Declared> declared() {
        return folders().entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                folder -> declared(folder.getKey(), folder.getValue())));
    }

    private static DataSets.Declared declared(String name, Folder folder) {
        if (folder.classes() < 2) {
            throw new IllegalArgumentException(
                    "athanor.datasets.%s.classes %d: 2 or more".formatted(name, folder.classes()));
        }
        try {
            return new DataSets.Declared(ImageShape.parse(folder.image()), folder.classes());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "athanor.datasets.%s.image %s".formatted(name, e.getMessage()), e);
        }
    }
}

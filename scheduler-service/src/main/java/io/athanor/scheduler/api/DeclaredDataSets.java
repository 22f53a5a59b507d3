package io.athanor.scheduler.api;

import io.athanor.contracts.DataSetShape;
import io.athanor.contracts.ImageShape;
import io.athanor.scheduler.space.KnownDataSets;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// The folders of images that this installation has, beside the data sets that every trainer knows.
/// Trainers read the same configuration.
final class DeclaredDataSets {
    private DeclaredDataSets() {}

    @ConfigMapping(prefix = "athanor.datasets")
    interface Declared {
        @WithParentName
        Map<String, Folder> byName();

        interface Folder {
            /// Channels, height and width that images are brought to, like `3x64x64`.
            String image();

            int classes();
        }
    }

    @Produces
    @Singleton
    static KnownDataSets known(Declared declared) {
        List<DataSetShape> folders =
                declared.byName().entrySet().stream()
                        .map(folder ->
                                new DataSetShape(
                                        folder.getKey(),
                                        ImageShape.parse(folder.getValue().image()),
                                        folder.getValue().classes()))
                        .toList();
        return KnownDataSets.BUILT_IN.with(folders);
    }
}

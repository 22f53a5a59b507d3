package io.athanor.contracts;

import java.util.List;

/// What the scheduler knows of a data set, to check a network against it before any trainer sees
/// it.
///
/// @param name by which studies ask for it
/// @param classes 2 or more
public record DataSetShape(String name, ImageShape image, int classes) {
    private static final ImageShape MNIST = new ImageShape(1, 28, 28);

    /// The data sets that every trainer knows; folders of images are declared by configuration.
    public static final List<DataSetShape> BUILT_IN =
            List.of(
                    new DataSetShape("fashion-mnist-sample", MNIST, 10),
                    new DataSetShape("fashion-mnist", MNIST, 10),
                    new DataSetShape("mnist", MNIST, 10),
                    new DataSetShape("cifar-10", new ImageShape(3, 32, 32), 10));

    public DataSetShape {
        Range.check(classes >= 2, "classes", classes, "2 or more");
    }
}

package io.athanor.contracts;

/// What is done to each training image by chance, in this order. Everything but `normalise` is off
/// at 0. The strengths mean what they mean in torchvision's transform of that name.
///
/// @param crop pixels of zero padding around the image, of which a part of the image's size is cut
///   at random (`RandomCrop`), 0 to 64
/// @param flip probability of a mirror image (`RandomHorizontalFlip`), 0 to 1
/// @param brightness `ColorJitter`: the factor is drawn from 1 - brightness to 1 + brightness, 0 to
///   1
/// @param contrast likewise
/// @param saturation likewise; grey images have none
/// @param hue `ColorJitter`: the turn is drawn from -hue to hue, 0 to 0.5; grey images have none
/// @param rotation degrees; the angle is drawn from -rotation to rotation (`RandomRotation`, to the
///   nearest pixel, zeros beyond the edge), 0 to 180
/// @param cutout side of a square that is set to 0 after normalising, its centre anywhere in the
///   image (DeVries and Taylor 2017), 0 to 512
/// @param mixup alpha of the beta distribution that mixes each batch with itself in another order
///   (Zhang et al. 2018), 0 to 10
/// @param normalise whether pixels are brought to mean 0 and deviation 1 by the data set's mean and
///   deviation; without it they are 0 to 1
public record Augmentation(
        int crop,
        double flip,
        double brightness,
        double contrast,
        double saturation,
        double hue,
        double rotation,
        int cutout,
        double mixup,
        boolean normalise) {

    public static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0, true);

    public Augmentation {
        Range.check(crop >= 0 && crop <= 64, "augmentation.crop", crop, "0 to 64");
        Range.check(flip >= 0 && flip <= 1, "augmentation.flip", flip, "0 to 1");
        Range.check(
                brightness >= 0 && brightness <= 1,
                "augmentation.brightness",
                brightness,
                "0 to 1");
        Range.check(contrast >= 0 && contrast <= 1, "augmentation.contrast", contrast, "0 to 1");
        Range.check(
                saturation >= 0 && saturation <= 1,
                "augmentation.saturation",
                saturation,
                "0 to 1");
        Range.check(hue >= 0 && hue <= 0.5, "augmentation.hue", hue, "0 to 0.5");
        Range.check(
                rotation >= 0 && rotation <= 180, "augmentation.rotation", rotation, "0 to 180");
        Range.check(cutout >= 0 && cutout <= 512, "augmentation.cutout", cutout, "0 to 512");
        Range.check(mixup >= 0 && mixup <= 10, "augmentation.mixup", mixup, "0 to 10");
    }
}

package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The shape of an image, written `channels x height x width`: `3x32x32`.
///
/// @param channels 1 (grey) or 3 (red, green, blue)
/// @param height 4 to 512
/// @param width 4 to 512
public record ImageShape(int channels, int height, int width) {
    private static final Pattern FORMAT = Pattern.compile("([0-9]{1,3})x([0-9]{1,3})x([0-9]{1,3})");

    public ImageShape {
        Range.check(channels == 1 || channels == 3, "channels", channels, "1 or 3");
        Range.check(height >= 4 && height <= 512, "height", height, "4 to 512");
        Range.check(width >= 4 && width <= 512, "width", width, "4 to 512");
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ImageShape parse(String text) {
        Matcher shape = FORMAT.matcher(text);
        if (!shape.matches()) {
            throw new IllegalArgumentException(
                    "image '%s': channels, height and width, like 3x32x32".formatted(text));
        }
        return new ImageShape(
                Integer.parseInt(shape.group(1)),
                Integer.parseInt(shape.group(2)),
                Integer.parseInt(shape.group(3)));
    }

    @JsonValue
    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}

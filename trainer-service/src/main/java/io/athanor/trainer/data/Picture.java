package io.athanor.trainer.data;

import io.athanor.contracts.ImageShape;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// A decoded image: red, green and blue from 0 to 255 of each pixel, row by row. Transparency is
/// dropped, a rotation in a photograph's metadata is not looked at.
final class Picture {
    private final int height;
    private final int width;
    private final float[][] planes;

    private Picture(int height, int width, float[][] planes) {
        this.height = height;
        this.width = width;
        this.planes = planes;
    }

    /// @throws DataUnavailable when the file is no image that can be read
    static Picture read(Path file) {
        BufferedImage image;
        try {
            image = ImageIO.read(file.toFile());
        } catch (IOException | RuntimeException e) {
            throw new DataUnavailable("%s is no image: %s".formatted(file, e.getMessage()), e);
        }
        if (image == null) {
            throw new DataUnavailable(file + " is no PNG or JPEG image");
        }
        return of(image);
    }

    private static Picture of(BufferedImage image) {
        int height = image.getHeight();
        int width = image.getWidth();
        float[][] planes = new float[3][height * width];
        Raster raster = image.getRaster();
        int type = image.getColorModel().getColorSpace().getType();
        boolean grey = type == ColorSpace.TYPE_GRAY;
        boolean stored =
                !(image.getColorModel() instanceof IndexColorModel)
                        && (grey || type == ColorSpace.TYPE_RGB);
        float[] scale = new float[raster.getNumBands()];
        for (int band = 0; band < scale.length; band++) {
            scale[band] = 255f / ((1 << raster.getSampleModel().getSampleSize(band)) - 1);
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                int packed = stored ? 0 : image.getRGB(x, y);
                for (int plane = 0; plane < 3; plane++) {
                    int band = grey ? 0 : plane;
                    // getRGB would brighten grey images: Java takes their values for linear light.
                    planes[plane][at] =
                            stored
                                    ? raster.getSample(x, y, band) * scale[band]
                                    : packed >> (16 - 8 * plane) & 0xff;
                }
            }
        }
        return new Picture(height, width, planes);
    }

    /// The image in another shape: channel, row, column. Grey is 0.299 red + 0.587 green + 0.114
    /// blue. Each new pixel is the mean of the old ones around its place, weighted by a triangle as
    /// wide as two new pixels (or two old ones where those are larger): what Pillow and torchvision
    /// call bilinear. The sides are scaled apart, so that all of the image stays in it.
    byte[] resized(ImageShape shape) {
        float[][] channels = shape.channels() == 3 ? planes : new float[][] {luminance()};
        int area = shape.height() * shape.width();
        byte[] bytes = new byte[shape.channels() * area];
        float[][] across = weights(width, shape.width());
        float[][] down = weights(height, shape.height());
        for (int channel = 0; channel < channels.length; channel++) {
            float[] narrow = new float[height * shape.width()];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < shape.width(); x++) {
                    narrow[y * shape.width() + x] = sum(channels[channel], y * width, 1, across[x]);
                }
            }
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++) {
                    float value = sum(narrow, x, shape.width(), down[y]);
                    bytes[channel * area + y * shape.width() + x] =
                            (byte) Math.clamp(Math.round(value), 0, 255);
                }
            }
        }
        return bytes;
    }

    private float[] luminance() {
        float[] grey = new float[height * width];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = 0.299f * planes[0][i] + 0.587f * planes[1][i] + 0.114f * planes[2][i];
        }
        return grey;
    }

    private static float sum(float[] values, int from, int stride, float[] weights) {
        float sum = 0;
        int first = (int) weights[0];
        for (int i = 1; i < weights.length; i++) {
            sum += values[from + (first + i - 1) * stride] * weights[i];
        }
        return sum;
    }

    /// For each new pixel the first old one that counts, then the weight of that and of those after
    /// it.
    private static float[][] weights(int from, int to) {
        double scale = (double) from / to;
        double reach = Math.max(scale, 1);
        float[][] weights = new float[to][];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale;
            int first = Math.max((int) (centre - reach + 0.5), 0);
            int end = Math.min((int) (centre + reach + 0.5), from);
            double total = 0;
            for (int at = first; at < end; at++) {
                total += triangle((at + 0.5 - centre) / reach);
            }
            weights[i] = new float[1 + end - first];
            weights[i][0] = first;
            for (int at = first; at < end; at++) {
                weights[i][1 + at - first] =
                        (float) (triangle((at + 0.5 - centre) / reach) / total);
            }
        }
        return weights;
    }

    private static double triangle(double distance) {
        return Math.max(0, 1 - Math.abs(distance));
    }
}

package io.athanor.scheduler.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Sobol's sequence with the direction numbers of Joe and Kuo.
final class SobolSequence {
    static final int DIMENSIONS = 50;
    private static final int BITS = 32;
    private static final int[][] DIRECTIONS = directions();

    private SobolSequence() {}

    /// A coordinate of a point, as 32 bits after the point.
    ///
    /// @param index from 0, of the point
    /// @param dimension from 0
    static int at(int index, int dimension) {
        int bits = 0;
        int gray = index ^ (index >>> 1);
        for (int i = 0; gray != 0; i++, gray >>>= 1) {
            if ((gray & 1) != 0) {
                bits ^= DIRECTIONS[dimension][i];
            }
        }
        return bits;
    }

    /// The same with Owen's nested uniform scrambling: each bit is flipped or not depending on
    /// those before it. Done by a hash in which bits depend on lower ones only (Burley 2020,
    /// "Practical Hash-based Owen Scrambling").
    static int scrambled(int index, int dimension, long seed) {
        int x = Integer.reverse(at(index, dimension));
        x ^= x * 0x3d20adea;
        x += (int) seed;
        x *= (int) (seed >>> 32) | 1;
        x ^= x * 0x05526c56;
        x ^= x * 0x53a22864;
        return Integer.reverse(x);
    }

    private static int[][] directions() {
        int[][] directions = new int[DIMENSIONS][BITS];
        for (int i = 0; i < BITS; i++) {
            directions[0][i] = 1 << (BITS - 1 - i);
        }
        List<String> lines = table().lines().filter(line -> !line.startsWith("#")).toList();
        for (int d = 1; d < DIMENSIONS; d++) {
            int[] line =
                    Arrays.stream(lines.get(d - 1).split(" "))
                            .mapToInt(Integer::parseInt)
                            .toArray();
            fill(directions[d], line[1], line[2], Arrays.copyOfRange(line, 3, line.length));
        }
        return directions;
    }

    /// The recurrence of Bratley and Fox (1988) for a primitive polynomial.
    private static void fill(int[] directions, int degree, int coefficients, int[] first) {
        for (int i = 0; i < degree; i++) {
            directions[i] = first[i] << (BITS - 1 - i);
        }
        for (int i = degree; i < BITS; i++) {
            directions[i] = directions[i - degree] ^ (directions[i - degree] >>> degree);
            for (int k = 1; k < degree; k++) {
                if ((coefficients >> (degree - 1 - k) & 1) != 0) {
                    directions[i] ^= directions[i - k];
                }
            }
        }
    }

    private static String table() {
        try (InputStream in =
                Objects.requireNonNull(
                        SobolSequence.class.getResourceAsStream("sobol-direction-numbers.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.athanor.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/// Some images of a split, by their numbers, in ascending order. The images themselves stay where
/// they are, shared by all trials.
public final class Subset {
    private final Split split;
    private final long[] numbers;

    private Subset(Split split, long[] numbers) {
        this.split = split;
        this.numbers = numbers;
    }

    static Subset all(Split split) {
        return new Subset(split, LongStream.range(0, split.size()).toArray());
    }

    public Split split() {
        return split;
    }

    public int size() {
        return numbers.length;
    }

    public boolean isEmpty() {
        return numbers.length == 0;
    }

    /// The numbers of the images in the split.
    public long[] numbers() {
        return numbers.clone();
    }

    /// The numbers of the images in another order.
    ///
    /// @param positions each from 0 to below [#size] once; overwritten with the numbers
    public long[] inOrder(long[] positions) {
        for (int i = 0; i < positions.length; i++) {
            positions[i] = numbers[(int) positions[i]];
        }
        return positions;
    }

    /// The images of the first `classes` classes.
    Subset ofClasses(int classes) {
        long[] labels = split.labels().toLongArray();
        return only(number -> labels[(int) number] < classes);
    }

    /// A share of the images of each class alike, by chance: rounded, but at least one.
    Subset share(double fraction, SplittableRandom random) {
        return draw(fraction, 0, random);
    }

    /// Likewise, but leaves at least one of each class, and draws nothing for a share of 0.
    Subset heldOut(double fraction, SplittableRandom random) {
        return fraction == 0 ? only(_ -> false) : draw(fraction, 1, random);
    }

    /// The images of this that are not in `other`.
    Subset without(Subset other) {
        return only(number -> Arrays.binarySearch(other.numbers, number) < 0);
    }

    private Subset draw(double fraction, int left, SplittableRandom random) {
        LongStream.Builder drawn = LongStream.builder();
        for (List<Long> alike : byClass()) {
            int count = alike.size();
            long wanted = Math.max(1, Math.round(fraction * count));
            for (int i = 0; i < Math.min(wanted, count - left); i++) {
                int other = random.nextInt(i, count);
                drawn.add(alike.set(other, alike.get(i)));
            }
        }
        return new Subset(split, drawn.build().sorted().toArray());
    }

    private List<List<Long>> byClass() {
        long[] labels = split.labels().toLongArray();
        List<List<Long>> classes = new ArrayList<>();
        for (long number : numbers) {
            int label = (int) labels[(int) number];
            while (classes.size() <= label) {
                classes.add(new ArrayList<>());
            }
            classes.get(label).add(number);
        }
        return classes;
    }

    private Subset only(LongPredicate which) {
        return new Subset(split, Arrays.stream(numbers).filter(which).toArray());
    }
}

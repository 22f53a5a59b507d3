package io.athanor.trainer.checkpoint;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a checkpoint's files are called. The newest is of the latest attempt, and there the
/// farthest. Files of the same name have the same tensors.
///
/// @param epochs that are finished
record FileName(int attempt, int iterations, int epochs) implements Comparable<FileName> {
    private static final Pattern NAME =
            Pattern.compile(
                    "checkpoint-([0-9]{1,9})-([0-9]{1,9})-([0-9]{1,9})\\.(json|safetensors)");
    private static final Comparator<FileName> ORDER =
            Comparator.comparingInt(FileName::attempt)
                    .thenComparingInt(FileName::iterations)
                    .thenComparingInt(FileName::epochs);

    static Optional<FileName> parse(String file) {
        Matcher matcher = NAME.matcher(file);
        return matcher.matches()
                ? Optional.of(
                        new FileName(
                                Integer.parseInt(matcher.group(1)),
                                Integer.parseInt(matcher.group(2)),
                                Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    String manifest() {
        return name() + ".json";
    }

    String tensors() {
        return name() + ".safetensors";
    }

    private String name() {
        return "checkpoint-%d-%d-%d".formatted(attempt, iterations, epochs);
    }

    @Override
    public int compareTo(FileName other) {
        return ORDER.compare(this, other);
    }
}

package io.athanor.contracts;

/// What a study may spend.
///
/// @param trials trials in all, 1 to 100,000
/// @param epochs epochs of each trial, 1 to 2,000
/// @param parallelism trials that may run at once, 1 to 1,000
public record Budget(int trials, int epochs, int parallelism) {
    public static final int MAX_TRIALS = 100_000;

    /// A trial's record carries its epochs, and must fit a message of 1 MB.
    public static final int MAX_EPOCHS = 2_000;

    public static final int MAX_PARALLELISM = 1_000;

    public Budget {
        check("trials", trials, MAX_TRIALS);
        check("epochs", epochs, MAX_EPOCHS);
        check("parallelism", parallelism, MAX_PARALLELISM);
    }

    private static void check(String field, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(
                    "budget.%s %d: 1 to %d".formatted(field, value, max));
        }
    }
}

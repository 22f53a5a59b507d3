package io.athanor.scheduler.space;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Which name somebody meant who wrote another.
final class NearestName {
    private static final int LONGEST = 60;

    private NearestName() {}

    /// ", did you mean 'learningRate'?", or nothing where no name is near.
    static String hint(String wrong, Collection<String> names) {
        return of(wrong, names).map(NearestName::hint).orElse("");
    }

    static String hint(String name) {
        return ", did you mean '%s'?".formatted(name);
    }

    static Optional<String> of(String wrong, Collection<String> names) {
        String plain = plain(wrong);
        if (plain.isEmpty() || plain.length() > LONGEST) {
            return Optional.empty();
        }
        return names.stream()
                .filter(name -> distance(plain, name) <= Math.max(1, plain.length() / 3))
                .min(Comparator.comparingInt(name -> distance(plain, name)));
    }

    /// To the whole name, or to its first or last part: `schedule` and `factor` are near
    /// `schedule.factor`.
    private static int distance(String plain, String name) {
        int whole = edits(plain, plain(name));
        int dot = name.indexOf('.');
        return dot < 0
                ? whole
                : Math.min(
                        whole,
                        Math.min(
                                edits(plain, plain(name.substring(0, dot))),
                                edits(plain, plain(name.substring(dot + 1)))));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /// The Levenshtein distance.
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}

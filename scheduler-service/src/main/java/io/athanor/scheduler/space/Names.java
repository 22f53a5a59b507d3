package io.athanor.scheduler.space;

import io.athanor.contracts.Hyperparameters;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds hyperparameters by the names that people write, and puts names in the order in which they
/// read them.
public final class Names {
    private static final Pattern INDEX = Pattern.compile("(?<=\\.)([1-9][0-9]{0,3})(?=\\.|$)");

    private static final Map<String, Hyperparameter<?>> BY_NAME =
            Catalogue.ALL.stream()
                    .collect(Collectors.toMap(Hyperparameter::name, Function.identity()));

    private static final List<String> FIRST =
            Stream.of(
                            Catalogue.NETWORK,
                            Catalogue.OPTIMIZER,
                            Catalogue.LEARNING_RATE,
                            Catalogue.MOMENTUM,
                            Catalogue.WEIGHT_DECAY,
                            Catalogue.SCHEDULE_TYPE,
                            Catalogue.BATCH_SIZE,
                            Catalogue.DROPOUT)
                    .<String>map(Hyperparameter::name)
                    .toList();

    /// What [#find] may be asked for by an index, and how far it counts.
    private static final Map<String, Integer> LENGTHS =
            Map.of(
                    "blocks", Hyperparameters.MAX_BLOCKS,
                    "loss.classWeights", Catalogue.MAX_CLASSES,
                    "schedule.milestones", Catalogue.MAX_MILESTONES);

    private Names() {}

    /// The hyperparameter of that name, under its full name: `schedule` is `schedule.type`, and
    /// `blocks.2.filters` the second of its pattern.
    static Optional<Hyperparameter<?>> find(String name) {
        Hyperparameter<?> known = BY_NAME.get(name);
        if (known == null) {
            known = BY_NAME.get(name + ".type");
        }
        if (known == null) {
            return indexed(name);
        }
        return isPattern(known.name()) ? Optional.empty() : Optional.of(known);
    }

    private static Optional<Hyperparameter<?>> indexed(String name) {
        Matcher index = INDEX.matcher(name);
        if (!index.find()) {
            return Optional.empty();
        }
        String list = name.substring(0, index.start() - 1);
        Integer length = LENGTHS.get(list);
        if (length == null || Integer.parseInt(index.group()) > length) {
            return Optional.empty();
        }
        String pattern = list + ".*" + name.substring(index.end());
        return Optional.ofNullable(BY_NAME.get(pattern)).map(known -> known.named(name));
    }

    private static boolean isPattern(String name) {
        return name.contains("*");
    }

    /// How many a list of that name may have, if it is one.
    static Optional<Integer> length(String list) {
        return Optional.ofNullable(LENGTHS.get(list));
    }

    private static List<String> names() {
        return Catalogue.ALL.stream().<String>map(Hyperparameter::name).toList();
    }

    /// Whether some names begin with `name` and a dot.
    static boolean hasGroup(String name) {
        return LENGTHS.containsKey(name)
                || LENGTHS.keySet().stream()
                        .anyMatch(list -> name.matches(Pattern.quote(list) + "\\.[1-9][0-9]{0,3}"))
                || names().stream().anyMatch(known -> known.startsWith(name + "."));
    }

    /// For an unknown name, what may have been meant: PyTorch's name for it, or the nearest.
    static String hint(String unknown) {
        return Catalogue.ALL.stream()
                .filter(known -> known.pytorch().split(" ", 2)[0].equals(unknown))
                .findFirst()
                .<String>map(known -> NearestName.hint(known.name()))
                .orElseGet(() -> NearestName.hint(unknown, namesLike(unknown)));
    }

    /// The names, with the patterns of the list that `unknown` belongs to at its own index.
    private static List<String> namesLike(String unknown) {
        Matcher index = INDEX.matcher(unknown);
        String number = index.find() ? index.group() : "1";
        return names().stream()
                .filter(name ->
                        !isPattern(name)
                                || unknown.startsWith(name.substring(0, name.indexOf('*'))))
                .map(name -> name.replace("*", number))
                .toList();
    }

    /// What people look at first, and `names`, each once and in the order in which people read
    /// them.
    public static List<String> sorted(Collection<String> names) {
        Set<String> all = new HashSet<>(FIRST);
        all.addAll(names);
        Map<String, Integer> order = new HashMap<>();
        Catalogue.ALL.forEach(known -> order.put(known.name(), order.size()));
        return all.stream()
                .sorted(
                        Comparator.<String>comparingInt(
                                        name -> order.getOrDefault(pattern(name), order.size()))
                                .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static String pattern(String name) {
        return INDEX.matcher(name).replaceAll("*");
    }

    /// The value that `values` have for a hyperparameter, or its default; null where that depends
    /// on others.
    public static @Nullable Object value(String name, Map<String, Object> values) {
        Object value = values.get(name);
        return value == null
                ? find(name).<Object>map(Hyperparameter::fallback).orElse(null)
                : value;
    }
}

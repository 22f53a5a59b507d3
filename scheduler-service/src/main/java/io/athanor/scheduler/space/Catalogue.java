package io.athanor.scheduler.space;

import io.athanor.contracts.Network;
import io.athanor.contracts.Optimizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The closed list of hyperparameters that a study or a trial may name, with their defaults. A new
/// one is a line here and its use in [Points].
public final class Catalogue {
    static final WireNames<Network> NETWORKS = WireNames.of(Network.class);
    static final WireNames<Optimizer> OPTIMIZERS = WireNames.of(Optimizer.class);
    static final String CONSTANT = "constant";
    static final String REDUCE_ON_PLATEAU = "reduce-on-plateau";

    static final Hyperparameter<String> NETWORK =
            choice("network", NETWORKS.allowed(), "cnn", "torch.nn.Module");
    static final Hyperparameter<String> OPTIMIZER =
            choice("optimizer", OPTIMIZERS.allowed(), "adam", "torch.optim");
    static final Hyperparameter<Double> LEARNING_RATE =
            real("learningRate", Allowed.aboveTo(0, 1000), 0.001, "lr");
    static final Hyperparameter<Double> MOMENTUM =
            real("momentum", Allowed.fromToBelow(0, 1), 0, "momentum (SGD)");
    static final Hyperparameter<Double> WEIGHT_DECAY =
            real("weightDecay", Allowed.from(0, 1000), 0, "weight_decay");
    static final Hyperparameter<Long> BATCH_SIZE =
            whole("batchSize", 1, 65_536, 64, "batch_size (DataLoader)");
    static final Hyperparameter<Double> DROPOUT =
            real("dropout", Allowed.fromToBelow(0, 1), 0.5, "p (nn.Dropout)");
    static final Hyperparameter<String> SCHEDULE_TYPE =
            choice(
                    "schedule.type",
                    new Allowed.OneOf(List.of(CONSTANT, REDUCE_ON_PLATEAU)),
                    CONSTANT,
                    "torch.optim.lr_scheduler (none, ReduceLROnPlateau)");
    static final Hyperparameter<Long> SCHEDULE_PATIENCE =
            whole("schedule.patience", 0, 10_000, 3, "patience (ReduceLROnPlateau)");
    static final Hyperparameter<Double> SCHEDULE_FACTOR =
            real("schedule.factor", Allowed.between(0, 1), 0.5, "factor (ReduceLROnPlateau)");
    static final Hyperparameter<Double> SCHEDULE_MIN_LEARNING_RATE =
            real(
                    "schedule.minLearningRate",
                    Allowed.from(0, 1000),
                    0,
                    "min_lr (ReduceLROnPlateau)");

    /// All of them, in the order in which people read them.
    public static final List<Hyperparameter<?>> ALL =
            List.of(
                    NETWORK,
                    OPTIMIZER,
                    LEARNING_RATE,
                    MOMENTUM,
                    WEIGHT_DECAY,
                    BATCH_SIZE,
                    DROPOUT,
                    SCHEDULE_TYPE,
                    SCHEDULE_PATIENCE,
                    SCHEDULE_FACTOR,
                    SCHEDULE_MIN_LEARNING_RATE);

    private static final Map<String, Hyperparameter<?>> BY_NAME =
            ALL.stream().collect(Collectors.toMap(Hyperparameter::name, Function.identity()));

    private Catalogue() {}

    static Optional<Hyperparameter<?>> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    public static List<String> names() {
        return ALL.stream().<String>map(Hyperparameter::name).toList();
    }

    /// Whether some names begin with `name` and a dot.
    static boolean hasGroup(String name) {
        return names().stream().anyMatch(known -> known.startsWith(name + "."));
    }

    /// For an unknown name, what may have been meant: PyTorch's name for it, or the nearest.
    static String hint(String unknown) {
        return ALL.stream()
                .filter(known -> known.pytorch().split(" ", 2)[0].equals(unknown))
                .findFirst()
                .<String>map(known -> NearestName.hint(known.name()))
                .orElseGet(() -> NearestName.hint(unknown, names()));
    }

    private static Hyperparameter<String> choice(
            String name, Allowed.OneOf allowed, String fallback, String pytorch) {
        return new Hyperparameter<>(name, allowed, fallback, pytorch);
    }

    private static Hyperparameter<Double> real(
            String name, Allowed.Real allowed, double fallback, String pytorch) {
        return new Hyperparameter<>(name, allowed, fallback, pytorch);
    }

    private static Hyperparameter<Long> whole(
            String name, long low, long high, long fallback, String pytorch) {
        return new Hyperparameter<>(name, new Allowed.Whole(low, high), fallback, pytorch);
    }
}

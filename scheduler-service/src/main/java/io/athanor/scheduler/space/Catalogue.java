package io.athanor.scheduler.space;

import io.athanor.contracts.Activation;
import io.athanor.contracts.Attention;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Initialisation;
import io.athanor.contracts.Loss;
import io.athanor.contracts.Network;
import io.athanor.contracts.Optimizer;
import io.athanor.contracts.Padding;
import io.athanor.contracts.Pooling;
import io.athanor.contracts.Pretrained;
import io.athanor.contracts.Schedule;
import io.athanor.contracts.SePosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The closed list of hyperparameters that a study or a trial may name, with their defaults. A new
/// one is a row here and its use in [Points].
///
/// Some are indexed: `blocks.2.filters` is one of the pattern `blocks.*.filters`, and people may
/// write them as a list. A group's bare name is short for its type: `schedule` for `schedule.type`.
public final class Catalogue {
    static final int MAX_CLASSES = 1_000;
    static final int MAX_MILESTONES = 20;
    private static final int LONGEST = 1_000_000_000;

    static final WireNames<Network> NETWORKS = WireNames.of(Network.class);
    static final WireNames<Padding> PADDINGS = WireNames.of(Padding.class);
    static final WireNames<Pooling> POOLINGS = WireNames.of(Pooling.class);
    static final WireNames<Attention> ATTENTIONS = WireNames.of(Attention.class);
    static final WireNames<SePosition> SE_POSITIONS = WireNames.of(SePosition.class);
    static final WireNames<Activation> ACTIVATIONS = WireNames.of(Activation.class);
    static final WireNames<Initialisation.Type> INITIALISATIONS =
            WireNames.of(Initialisation.Type.class);
    static final WireNames<Initialisation.Fan> FANS = WireNames.of(Initialisation.Fan.class);
    static final WireNames<Loss.Type> LOSSES = WireNames.of(Loss.Type.class);
    static final WireNames<Optimizer> OPTIMIZERS = WireNames.of(Optimizer.class);
    static final WireNames<Schedule.Interval> INTERVALS = WireNames.of(Schedule.Interval.class);
    static final WireNames<Schedule.ReduceOnPlateau.Mode> MODES =
            WireNames.of(Schedule.ReduceOnPlateau.Mode.class);
    static final WireNames<Schedule.ReduceOnPlateau.ThresholdMode> THRESHOLD_MODES =
            WireNames.of(Schedule.ReduceOnPlateau.ThresholdMode.class);
    static final WireNames<Pretrained.Weights> WEIGHTS = WireNames.of(Pretrained.Weights.class);

    private static final List<Hyperparameter<?>> LISTED = new ArrayList<>();

    // The network

    static final Hyperparameter<String> NETWORK =
            choice("network", NETWORKS, "cnn", "nn.Module", "");
    static final Hyperparameter<Long> DEPTH =
            whole(
                    "depth",
                    1,
                    Hyperparameters.MAX_BLOCKS,
                    null,
                    "",
                    "Blocks of `cnn`; 3, or as many as `blocks` has.");
    static final Hyperparameter<Long> FILTERS =
            whole(
                    "filters",
                    1,
                    4096,
                    32L,
                    "out_channels (nn.Conv2d)",
                    "Of the first block of `cnn`.");
    static final Hyperparameter<Double> FILTER_GROWTH =
            real(
                    "filterGrowth",
                    Allowed.from(0.25, 4),
                    2.0,
                    "",
                    "Each further block of `cnn` has so many times the filters of the one before, at"
                            + " most 4096.");
    static final Hyperparameter<Long> KERNEL =
            numbers("kernel", List.of(1L, 3L, 5L, 7L), 3L, "kernel_size (nn.Conv2d)", "Of `cnn`.");
    static final Hyperparameter<Long> STRIDE =
            whole("stride", 1, 4, 1L, "stride (nn.Conv2d)", "Of `cnn`.");
    static final Hyperparameter<String> PADDING =
            choice(
                    "padding",
                    PADDINGS,
                    "same",
                    "padding (nn.Conv2d)",
                    "Of `cnn`; `same` is half a kernel, `valid` none.");
    static final Hyperparameter<String> POOLING =
            choice(
                    "pooling",
                    POOLINGS,
                    "max",
                    "nn.MaxPool2d, nn.AvgPool2d",
                    "Of `cnn`, 2x2 at the end of a block.");
    static final Hyperparameter<Boolean> BATCH_NORM =
            flag("batchNorm", true, "nn.BatchNorm2d", "Of `cnn`.");
    static final Hyperparameter<Boolean> RESIDUAL =
            flag(
                    "residual",
                    false,
                    "",
                    "Of `cnn`: adds a block's input before its activation, through a 1x1 convolution"
                            + " where shapes differ. Needs padding `same`.");
    static final Hyperparameter<String> ATTENTION =
            choice("attention", ATTENTIONS, "none", "", "Of `cnn`, in each block.");
    static final Hyperparameter<Double> BLOCK_DROPOUT =
            real(
                    "blockDropout",
                    Allowed.fromToBelow(0, 1),
                    0.0,
                    "p (nn.Dropout)",
                    "Of `cnn`, at the end of each block.");

    static final Hyperparameter<Long> BLOCKS_FILTERS = block("filters", FILTERS);
    static final Hyperparameter<Long> BLOCKS_KERNEL = block("kernel", KERNEL);
    static final Hyperparameter<Long> BLOCKS_STRIDE = block("stride", STRIDE);
    static final Hyperparameter<String> BLOCKS_PADDING = block("padding", PADDING);
    static final Hyperparameter<String> BLOCKS_POOLING = block("pooling", POOLING);
    static final Hyperparameter<Boolean> BLOCKS_BATCH_NORM = block("batchNorm", BATCH_NORM);
    static final Hyperparameter<Boolean> BLOCKS_RESIDUAL = block("residual", RESIDUAL);
    static final Hyperparameter<String> BLOCKS_ATTENTION = block("attention", ATTENTION);
    static final Hyperparameter<Double> BLOCKS_DROPOUT = block("dropout", BLOCK_DROPOUT);

    static final Hyperparameter<Long> HIDDEN_UNITS =
            whole(
                    "hiddenUnits",
                    0,
                    65_536,
                    null,
                    "out_features (nn.Linear)",
                    "Of the linear layer before the last: 512 in `cnn` (0 leaves it out), 50 in"
                            + " `two-conv`, 128 in `se-cca`.");
    static final Hyperparameter<String> SE_POSITION =
            choice(
                    "sePosition",
                    SE_POSITIONS,
                    "input",
                    "",
                    "Of `se-cca`. On an image of one channel there is nothing to squeeze: it only"
                            + " halves the values.");
    static final Hyperparameter<Long> ATTENTION_REDUCTION =
            whole(
                    "attentionReduction",
                    1,
                    64,
                    8L,
                    "",
                    "Channels are divided by it inside an attention.");
    static final Hyperparameter<String> ACTIVATION =
            choice(
                    "activation",
                    ACTIVATIONS,
                    "relu",
                    "nn.ReLU, nn.LeakyReLU, ...",
                    "Of every network but `simple-cnn`, which has none.");
    static final Hyperparameter<Double> DROPOUT =
            real(
                    "dropout",
                    Allowed.fromToBelow(0, 1),
                    0.5,
                    "p (nn.Dropout)",
                    "Of `cnn`, before the last layer.");

    // How it starts

    static final Hyperparameter<String> INITIALISATION_TYPE =
            choice(
                    "initialisation.type",
                    INITIALISATIONS,
                    "default",
                    "nn.init",
                    "With any but `default` biases start at 0.");
    static final Hyperparameter<String> INITIALISATION_FAN =
            choice("initialisation.fan", FANS, "in", "mode (nn.init.kaiming_...)", "");
    static final Hyperparameter<Double> INITIALISATION_DEVIATION =
            real(
                    "initialisation.deviation",
                    Allowed.aboveTo(0, 100),
                    0.01,
                    "std (nn.init.normal_)",
                    "");
    static final Hyperparameter<Double> BATCH_NORM_WEIGHT =
            real(
                    "initialisation.batchNormWeight",
                    Allowed.from(-100, 100),
                    1.0,
                    "weight (nn.BatchNorm2d)",
                    "");
    static final Hyperparameter<Double> BATCH_NORM_BIAS =
            real(
                    "initialisation.batchNormBias",
                    Allowed.from(-100, 100),
                    0.0,
                    "bias (nn.BatchNorm2d)",
                    "");
    static final Hyperparameter<String> PRETRAINED_TRIAL =
            row(
                    "pretrained.trial",
                    new Allowed.TrialName(),
                    null,
                    "load_state_dict",
                    "An earlier trial whose weights this one starts from; none by default.");
    static final Hyperparameter<String> PRETRAINED_WEIGHTS =
            choice("pretrained.weights", WEIGHTS, "best", "", "");
    static final Hyperparameter<Long> FROZEN_LAYERS =
            whole(
                    "pretrained.frozenLayers",
                    0,
                    1000,
                    0L,
                    "requires_grad=False",
                    "The first layers with weights; they are not trained.");
    static final Hyperparameter<Long> SLOW_LAYERS =
            whole(
                    "pretrained.slowLayers",
                    0,
                    1000,
                    0L,
                    "param_groups",
                    "The first layers with weights; they learn with a lower rate.");
    static final Hyperparameter<Double> SLOW_FACTOR =
            real(
                    "pretrained.slowFactor",
                    Allowed.aboveTo(0, 1),
                    0.1,
                    "param_groups",
                    "What their rate is multiplied by.");

    // What it minimises

    static final Hyperparameter<String> LOSS_TYPE =
            choice("loss.type", LOSSES, "cross-entropy", "nn.CrossEntropyLoss, ...", "");
    static final Hyperparameter<Double> LABEL_SMOOTHING =
            real(
                    "loss.labelSmoothing",
                    Allowed.fromToBelow(0, 1),
                    0.0,
                    "label_smoothing",
                    "Of `cross-entropy`.");
    static final Hyperparameter<Double> FOCAL_GAMMA =
            real("loss.focalGamma", Allowed.from(0, 100), 2.0, "gamma", "Of `focal`.");
    static final Hyperparameter<Double> CLASS_WEIGHTS =
            real(
                    "loss.classWeights.*",
                    Allowed.aboveTo(0, 1e6),
                    null,
                    "weight",
                    "Of `cross-entropy` and `focal`: one for every class, or none.");

    // How it learns

    static final Hyperparameter<String> OPTIMIZER =
            choice("optimizer", OPTIMIZERS, "adam", "torch.optim", "");
    static final Hyperparameter<Double> LEARNING_RATE =
            real("learningRate", Allowed.aboveTo(0, 1000), 0.001, "lr", "");
    static final Hyperparameter<Double> MOMENTUM =
            real("momentum", Allowed.fromToBelow(0, 1), 0.0, "momentum", "Of SGD and RMSprop.");
    static final Hyperparameter<Boolean> NESTEROV =
            flag(
                    "nesterov",
                    false,
                    "nesterov",
                    "Of SGD with a momentum and no dampening; without effect where momentum is 0.");
    static final Hyperparameter<Double> DAMPENING =
            real("dampening", Allowed.from(0, 1), 0.0, "dampening", "Of SGD.");
    static final Hyperparameter<Double> BETA1 =
            real("beta1", Allowed.fromToBelow(0, 1), 0.9, "betas[0]", "Of Adam and AdamW.");
    static final Hyperparameter<Double> BETA2 =
            real("beta2", Allowed.fromToBelow(0, 1), 0.999, "betas[1]", "Of Adam and AdamW.");
    static final Hyperparameter<Double> EPSILON =
            real("epsilon", Allowed.aboveTo(0, 1), 1e-8, "eps", "Of Adam, AdamW and RMSprop.");
    static final Hyperparameter<Double> SMOOTHING =
            real("smoothing", Allowed.fromToBelow(0, 1), 0.99, "alpha", "Of RMSprop.");
    static final Hyperparameter<Boolean> CENTERED =
            flag("centered", false, "centered", "Of RMSprop.");
    static final Hyperparameter<Long> SWITCH_EPOCH =
            whole(
                    "switchEpoch",
                    2,
                    10_000,
                    2L,
                    "",
                    "The first epoch that `adam-then-sgd` trains with SGD.");
    static final Hyperparameter<Double> SWITCH_LEARNING_RATE =
            real(
                    "switchLearningRate",
                    Allowed.aboveTo(0, 1000),
                    0.01,
                    "lr",
                    "SGD's, from the switch on.");
    static final Hyperparameter<Double> WEIGHT_DECAY =
            real(
                    "weightDecay",
                    Allowed.from(0, 1000),
                    0.0,
                    "weight_decay",
                    "Added to the gradient (L2); AdamW's is decoupled.");
    static final Hyperparameter<Double> L1 =
            real(
                    "l1",
                    Allowed.from(0, 1000),
                    0.0,
                    "",
                    "L1 penalty of all weights; with `weightDecay` it is the elastic net.");
    static final Hyperparameter<Double> CLIP_NORM =
            real("clipNorm", Allowed.from(0, 1e9), 0.0, "clip_grad_norm_", "0 for any.");
    static final Hyperparameter<Double> CLIP_VALUE =
            real("clipValue", Allowed.from(0, 1e9), 0.0, "clip_grad_value_", "0 for any.");

    // How the rate changes

    static final Hyperparameter<String> SCHEDULE_TYPE =
            choice(
                    "schedule.type",
                    new Allowed.OneOf(
                            List.of(
                                    "constant",
                                    "reduce-on-plateau",
                                    "step",
                                    "multi-step",
                                    "exponential",
                                    "cosine",
                                    "cosine-restarts",
                                    "one-cycle")),
                    "constant",
                    "torch.optim.lr_scheduler",
                    "");
    static final Hyperparameter<String> SCHEDULE_INTERVAL =
            choice(
                    "schedule.interval",
                    INTERVALS,
                    null,
                    "where step() is called",
                    "By epoch; `one-cycle` by iteration, `reduce-on-plateau` always by epoch.");
    static final Hyperparameter<String> SCHEDULE_MODE =
            choice(
                    "schedule.mode",
                    MODES,
                    "min",
                    "mode (ReduceLROnPlateau)",
                    "`min` watches the held-out loss, `max` the accuracy.");
    static final Hyperparameter<Long> SCHEDULE_PATIENCE =
            whole("schedule.patience", 0, 10_000, 3L, "patience (ReduceLROnPlateau)", "");
    static final Hyperparameter<Double> SCHEDULE_FACTOR =
            real("schedule.factor", Allowed.between(0, 1), 0.5, "factor (ReduceLROnPlateau)", "");
    static final Hyperparameter<Double> SCHEDULE_THRESHOLD =
            real(
                    "schedule.threshold",
                    Allowed.from(0, 1000),
                    1e-4,
                    "threshold (ReduceLROnPlateau)",
                    "");
    static final Hyperparameter<String> SCHEDULE_THRESHOLD_MODE =
            choice(
                    "schedule.thresholdMode",
                    THRESHOLD_MODES,
                    "rel",
                    "threshold_mode (ReduceLROnPlateau)",
                    "");
    static final Hyperparameter<Long> SCHEDULE_COOLDOWN =
            whole("schedule.cooldown", 0, 10_000, 0L, "cooldown (ReduceLROnPlateau)", "");
    static final Hyperparameter<Double> SCHEDULE_MIN_LEARNING_RATE =
            real(
                    "schedule.minLearningRate",
                    Allowed.from(0, 1000),
                    0.0,
                    "min_lr (ReduceLROnPlateau), eta_min",
                    "Of `reduce-on-plateau` and the cosines.");
    static final Hyperparameter<Long> SCHEDULE_STEP_SIZE =
            whole("schedule.stepSize", 1, LONGEST, 10L, "step_size (StepLR)", "");
    static final Hyperparameter<Long> SCHEDULE_MILESTONES =
            whole(
                    "schedule.milestones.*",
                    1,
                    LONGEST,
                    null,
                    "milestones (MultiStepLR)",
                    "In any order; none by default.");
    static final Hyperparameter<Double> SCHEDULE_GAMMA =
            real(
                    "schedule.gamma",
                    Allowed.aboveTo(0, 1),
                    null,
                    "gamma",
                    "0.1 for `step` and `multi-step`, 0.95 for `exponential`.");
    static final Hyperparameter<Long> SCHEDULE_STEPS =
            whole(
                    "schedule.steps",
                    0,
                    LONGEST,
                    0L,
                    "T_max (CosineAnnealingLR)",
                    "0 for the whole trial.");
    static final Hyperparameter<Long> SCHEDULE_FIRST_STEPS =
            whole("schedule.firstSteps", 1, LONGEST, 10L, "T_0 (CosineAnnealingWarmRestarts)", "");
    static final Hyperparameter<Long> SCHEDULE_GROWTH =
            whole("schedule.growth", 1, 100, 1L, "T_mult (CosineAnnealingWarmRestarts)", "");
    static final Hyperparameter<Double> SCHEDULE_RISE_FRACTION =
            real(
                    "schedule.riseFraction",
                    Allowed.between(0, 1),
                    0.3,
                    "pct_start (OneCycleLR)",
                    "`learningRate` is the highest (max_lr).");
    static final Hyperparameter<Double> SCHEDULE_DIV_FACTOR =
            real("schedule.divFactor", Allowed.from(1, 1e9), 25.0, "div_factor (OneCycleLR)", "");
    static final Hyperparameter<Double> SCHEDULE_FINAL_DIV_FACTOR =
            real(
                    "schedule.finalDivFactor",
                    Allowed.from(1, 1e9),
                    1e4,
                    "final_div_factor (OneCycleLR)",
                    "");
    static final Hyperparameter<Long> WARMUP_STEPS =
            whole(
                    "schedule.warmup.steps",
                    0,
                    LONGEST,
                    0L,
                    "total_iters (LinearLR)",
                    "Before any schedule but `one-cycle`, which has its own.");
    static final Hyperparameter<Double> WARMUP_START_FACTOR =
            real(
                    "schedule.warmup.startFactor",
                    Allowed.aboveTo(0, 1),
                    1.0 / 3,
                    "start_factor (LinearLR)",
                    "");
    static final Hyperparameter<String> WARMUP_INTERVAL =
            choice("schedule.warmup.interval", INTERVALS, "epoch", "where step() is called", "");

    // What it sees

    static final Hyperparameter<Long> BATCH_SIZE =
            whole("batchSize", 1, 65_536, 64L, "batch_size (DataLoader)", "");
    static final Hyperparameter<Boolean> LARGEST_BATCH =
            flag(
                    "largestBatch",
                    false,
                    "",
                    "The trainer looks for the largest batch that fits its device, from `batchSize` on"
                            + " in multiples of 16.");
    static final Hyperparameter<Long> CROP =
            whole("augmentation.crop", 0, 64, 0L, "padding (RandomCrop)", "");
    static final Hyperparameter<Double> FLIP =
            real("augmentation.flip", Allowed.from(0, 1), 0.0, "p (RandomHorizontalFlip)", "");
    static final Hyperparameter<Double> BRIGHTNESS =
            real(
                    "augmentation.brightness",
                    Allowed.from(0, 1),
                    0.0,
                    "brightness (ColorJitter)",
                    "");
    static final Hyperparameter<Double> CONTRAST =
            real("augmentation.contrast", Allowed.from(0, 1), 0.0, "contrast (ColorJitter)", "");
    static final Hyperparameter<Double> SATURATION =
            real(
                    "augmentation.saturation",
                    Allowed.from(0, 1),
                    0.0,
                    "saturation (ColorJitter)",
                    "");
    static final Hyperparameter<Double> HUE =
            real("augmentation.hue", Allowed.from(0, 0.5), 0.0, "hue (ColorJitter)", "");
    static final Hyperparameter<Double> ROTATION =
            real(
                    "augmentation.rotation",
                    Allowed.from(0, 180),
                    0.0,
                    "degrees (RandomRotation)",
                    "");
    static final Hyperparameter<Long> CUTOUT =
            whole("augmentation.cutout", 0, 512, 0L, "", "Side of the square, in pixels.");
    static final Hyperparameter<Double> MIXUP =
            real(
                    "augmentation.mixup",
                    Allowed.from(0, 10),
                    0.0,
                    "",
                    "Alpha of the beta distribution.");
    static final Hyperparameter<Boolean> NORMALISE =
            flag("augmentation.normalise", true, "Normalize", "");
    static final Hyperparameter<Double> DATA_FRACTION =
            real(
                    "dataFraction",
                    Allowed.aboveTo(0, 1),
                    1.0,
                    "Subset",
                    "Of the training images, of each class alike.");
    static final Hyperparameter<Long> CLASSES =
            row(
                    "classes",
                    new Allowed.Whole(0, MAX_CLASSES),
                    0L,
                    "",
                    "Only the first so many classes of the data set, 2 or more; 0 for all.");
    static final Hyperparameter<Double> VALIDATION_FRACTION =
            real(
                    "validationFraction",
                    Allowed.fromToBelow(0, 1),
                    0.0,
                    "random_split",
                    "Of the training images, held out and measured each epoch, so that nothing is"
                            + " tuned on the test images.");

    /// All of them, in the order above, in which people read them; an indexed one is there as its
    /// pattern.
    public static final List<Hyperparameter<?>> ALL = List.copyOf(LISTED);

    private Catalogue() {}

    private static <S> Hyperparameter<S> row(
            String name, Allowed<S> allowed, @Nullable S fallback, String pytorch, String about) {
        Hyperparameter<S> row = new Hyperparameter<>(name, allowed, fallback, pytorch, about);
        LISTED.add(row);
        return row;
    }

    private static <S> Hyperparameter<S> block(String name, Hyperparameter<S> all) {
        return row(
                "blocks.*." + name,
                all.allowed(),
                null,
                all.pytorch(),
                "Of that block of `cnn`; as `%s` by default.".formatted(all.name()));
    }

    private static Hyperparameter<String> choice(
            String name,
            WireNames<?> names,
            @Nullable String fallback,
            String pytorch,
            String about) {
        return choice(name, names.allowed(), fallback, pytorch, about);
    }

    private static Hyperparameter<String> choice(
            String name,
            Allowed.OneOf allowed,
            @Nullable String fallback,
            String pytorch,
            String about) {
        return row(name, allowed, fallback, pytorch, about);
    }

    private static Hyperparameter<Double> real(
            String name,
            Allowed.Real allowed,
            @Nullable Double fallback,
            String pytorch,
            String about) {
        return row(name, allowed, fallback, pytorch, about);
    }

    private static Hyperparameter<Long> whole(
            String name,
            long low,
            long high,
            @Nullable Long fallback,
            String pytorch,
            String about) {
        return row(name, new Allowed.Whole(low, high), fallback, pytorch, about);
    }

    private static Hyperparameter<Long> numbers(
            String name, List<Long> choices, long fallback, String pytorch, String about) {
        return row(name, new Allowed.OneOfNumbers(choices), fallback, pytorch, about);
    }

    private static Hyperparameter<Boolean> flag(
            String name, boolean fallback, String pytorch, String about) {
        return row(name, new Allowed.Flag(), fallback, pytorch, about);
    }
}

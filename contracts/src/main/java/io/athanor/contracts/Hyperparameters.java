package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything a trial asks of its trainer, with every default filled in. Names and meanings are
/// PyTorch's.
///
/// @param blocks of `cnn`, from the image on, at most [#MAX_BLOCKS]; other networks ignore them
/// @param hiddenUnits width of the linear layer before the last, of `cnn`, `two-conv` and `se-cca`;
///   0 leaves it out (of `cnn`)
/// @param sePosition where `se-cca` has its squeeze and excitation
/// @param attentionReduction channels are divided by it inside an attention, 1 to 64
/// @param dropout probability of the dropout before the last layer of `cnn`, 0 to below 1
/// @param learningRate above 0
/// @param momentum of SGD and RMSprop, 0 to below 1
/// @param nesterov of SGD, without effect where momentum is 0; needs a dampening of 0
/// @param dampening of SGD's momentum, 0 to 1
/// @param beta1 of Adam and AdamW, 0 to below 1
/// @param beta2 of Adam and AdamW, 0 to below 1
/// @param epsilon of Adam, AdamW and RMSprop, above 0
/// @param smoothing of RMSprop's squares (PyTorch's alpha), 0 to below 1
/// @param centered whether RMSprop divides by the variance instead of the squares
/// @param switchEpoch the first epoch that `adam-then-sgd` trains with SGD, 2 or more
/// @param switchLearningRate SGD's learning rate from there on, above 0
/// @param weightDecay 0 or more: L2 penalty added to the gradient, or AdamW's decoupled decay
/// @param l1 factor of the sign of the weights added to the gradient, 0 or more; with `weightDecay`
///   it is the elastic net
/// @param clipNorm largest norm of all gradients together, 0 for any
///   (`torch.nn.utils.clip_grad_norm_`)
/// @param clipValue largest absolute value of a gradient, 0 for any
///   (`torch.nn.utils.clip_grad_value_`); before `clipNorm` where both are set
/// @param batchSize 1 to 65,536; the last batch of an epoch may be smaller
/// @param largestBatch whether the trainer looks for the largest batch that its device can train,
///   from `batchSize` on in multiples of 16
/// @param dataFraction share of the training images that are used, of each class alike, above 0 to
///   1
/// @param classes how many of the data set's classes are used, the first ones; 0 for all
/// @param validationFraction share of the training images that are held out and measured after each
///   epoch instead of being trained on, of each class alike; 0 to below 1
/// @param pretrained the weights it starts from; null for its own
public record Hyperparameters(
        Network network,
        List<Block> blocks,
        int hiddenUnits,
        SePosition sePosition,
        int attentionReduction,
        Activation activation,
        double dropout,
        Initialisation initialisation,
        Loss loss,
        Optimizer optimizer,
        double learningRate,
        double momentum,
        boolean nesterov,
        double dampening,
        double beta1,
        double beta2,
        double epsilon,
        double smoothing,
        boolean centered,
        int switchEpoch,
        double switchLearningRate,
        double weightDecay,
        double l1,
        double clipNorm,
        double clipValue,
        Schedule schedule,
        int batchSize,
        boolean largestBatch,
        Augmentation augmentation,
        double dataFraction,
        int classes,
        double validationFraction,
        @Nullable Pretrained pretrained) {

    public static final int MAX_BLOCKS = 8;

    /// What a trial is that asks for nothing.
    public static final Hyperparameters DEFAULTS =
            new Hyperparameters(
                    Network.CNN,
                    List.of(Block.of(32), Block.of(64), Block.of(128)),
                    512,
                    SePosition.INPUT,
                    8,
                    Activation.RELU,
                    0.5,
                    Initialisation.DEFAULT,
                    Loss.DEFAULT,
                    Optimizer.ADAM,
                    0.001,
                    0,
                    false,
                    0,
                    0.9,
                    0.999,
                    1e-8,
                    0.99,
                    false,
                    2,
                    0.01,
                    0,
                    0,
                    0,
                    0,
                    Schedule.CONSTANT,
                    64,
                    false,
                    Augmentation.NONE,
                    1,
                    0,
                    0,
                    null);

    public Hyperparameters {
        blocks = List.copyOf(blocks);
        Range.check(blocks.size() <= MAX_BLOCKS, "blocks", blocks.size(), "at most 8");
        Range.check(hiddenUnits >= 0, "hiddenUnits", hiddenUnits, "0 or more");
        Range.check(attentionReduction >= 1, "attentionReduction", attentionReduction, "1 or more");
        Range.check(dropout >= 0 && dropout < 1, "dropout", dropout, "0 to below 1");
        Range.check(
                learningRate > 0 && learningRate <= 1000,
                "learningRate",
                learningRate,
                "above 0, at most 1000");
        Range.check(momentum >= 0 && momentum < 1, "momentum", momentum, "0 to below 1");
        Range.check(dampening >= 0 && dampening <= 1, "dampening", dampening, "0 to 1");
        Range.check(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 to below 1");
        Range.check(beta2 >= 0 && beta2 < 1, "beta2", beta2, "0 to below 1");
        Range.check(epsilon > 0, "epsilon", epsilon, "above 0");
        Range.check(smoothing >= 0 && smoothing < 1, "smoothing", smoothing, "0 to below 1");
        Range.check(switchEpoch >= 2, "switchEpoch", switchEpoch, "2 or more");
        Range.check(switchLearningRate > 0, "switchLearningRate", switchLearningRate, "above 0");
        Range.check(
                weightDecay >= 0 && weightDecay <= 1000, "weightDecay", weightDecay, "0 to 1000");
        Range.check(l1 >= 0 && l1 <= 1000, "l1", l1, "0 to 1000");
        Range.check(clipNorm >= 0, "clipNorm", clipNorm, "0 or more");
        Range.check(clipValue >= 0, "clipValue", clipValue, "0 or more");
        Range.check(batchSize >= 1 && batchSize <= 65_536, "batchSize", batchSize, "1 to 65536");
        Range.check(
                dataFraction > 0 && dataFraction <= 1,
                "dataFraction",
                dataFraction,
                "above 0 to 1");
        Range.check(classes >= 0, "classes", classes, "0 or more");
        Range.check(
                validationFraction >= 0 && validationFraction < 1,
                "validationFraction",
                validationFraction,
                "0 to below 1");
    }

    /// For people, and so that what is read can be posted again.
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public int depth() {
        return blocks.size();
    }
}

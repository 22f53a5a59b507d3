package io.athanor.trainer.program;

import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.TrialCurve.ParameterStatistics;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Parameter;
import io.athanor.trainer.network.Arithmetic;
import io.athanor.trainer.network.Lines;
import java.util.ArrayList;
import java.util.List;

/// Writes the methods of a trial's program: `step` trains on one batch, `evaluate` measures one.
///
/// Both find their batch in `batch`: its number in the epoch, its first image, the one after its
/// last; the seed of dropout's random numbers, that of the augmentation's, and the order of its
/// four jitters. Both add the batch's loss times its share in the epoch's, the images that it
/// classified rightly, and the share to `totals`, which the first batch clears. `weights` are the
/// trained tensors with their gradients, `values` the same memory without, `statistics` the
/// buffers.
final class ProgramText {
    private static final String GENERATOR =
            "    generator = torch.Generator(device=ops.prim.device(images), seed=int(torch.select(batch, 0, 3)))\n";

    private final Layer network;
    private final Arithmetic arithmetic;
    private final BatchText batch;
    private final LossText loss;
    private final UpdateText update;

    /// @param coloured whether images have red, green and blue
    ProgramText(
            Layer network,
            Hyperparameters hyperparameters,
            ParameterGroups groups,
            boolean coloured,
            Arithmetic arithmetic) {
        this.network = network;
        this.arithmetic = arithmetic;
        this.batch = new BatchText(hyperparameters.augmentation(), coloured);
        this.loss = new LossText(hyperparameters.loss());
        this.update = new UpdateText(hyperparameters, groups, network.parameters().size());
    }

    Method step() {
        List<String> arguments = new ArrayList<>(BatchText.arguments());
        arguments.addAll(List.of("numbers", "weights[]", "values[]"));
        addStatistics(arguments);
        arguments.addAll(update.state());
        arguments.addAll(List.of("losses", "totals"));
        String forward = forward("weights", true);
        return new Method(
                "step",
                arguments,
                batch.training()
                        + (forward.contains("generator=generator") ? GENERATOR : "")
                        + forward
                        + update.text()
                        + totals("torch.detach(loss)", batch.mixes())
                        + """
                            _5 = torch.copy_(torch.select(losses, 0, int(torch.select(batch, 0, 0))), torch.detach(loss))
                            return losses
                        """);
    }

    Method evaluate() {
        List<String> arguments = new ArrayList<>(BatchText.arguments());
        arguments.add("values[]");
        addStatistics(arguments);
        arguments.add("totals");
        return new Method(
                "evaluate",
                arguments,
                batch.evaluation()
                        + forward("values", false)
                        + totals("loss", false)
                        + "    return totals\n");
    }

    /// A row for each weight: mean, deviation, lowest, highest, and the counts of the bins between.
    /// A count goes up to 2^24 for each thread that counts: the next float is two more.
    Method measure() {
        return new Method(
                "measure",
                List.of("values[]"),
                """
                    rows = annotate(List[Tensor], [])
                    for i in range(torch.len(values)):
                      v = torch.flatten(values[i], 0, -1)
                      finite = torch.nan_to_num(v, 0., 0., 0.)
                      low = torch.min(finite)
                      high = torch.max(finite)
                      counts = torch.histc(finite, %d, float(low), float(high))
                      moments = torch.stack([torch.mean(v), torch.std(v, False), low, high], 0)
                      _0 = torch.append(rows, torch.cat([moments, counts], 0))
                    return torch.stack(rows, 0)
                """
                        .formatted(ParameterStatistics.BINS));
    }

    /// Sets the tensor `target` to `source`.
    Method copy() {
        return new Method(
                "copy", List.of("target", "source"), "    return torch.copy_(target, source)\n");
    }

    /// What each group of weights has: see [UpdateText#lists].
    List<String> lists() {
        return update.lists();
    }

    private void addStatistics(List<String> arguments) {
        if (!network.buffers().isEmpty()) {
            arguments.add("statistics[]");
        }
    }

    String forward(String weights, boolean training) {
        StringBuilder text = new StringBuilder();
        name(text, weights, network.parameters());
        name(text, "statistics", network.buffers());
        text.append(Lines.of(network, "x", training, arithmetic));
        text.append(loss.constants("ops.prim.device(x)"));
        text.append(loss.lines("loss", "logits", "target"));
        if (training && batch.mixes()) {
            text.append(loss.lines("other_loss", "logits", "other"))
                    .append("    loss = torch.lerp(other_loss, loss, kept)\n");
        }
        return text.toString();
    }

    private static void name(StringBuilder text, String list, List<Parameter> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            text.append(
                    "    %s = %s[%d]\n"
                            .formatted(Lines.variable(parameters.get(i).name()), list, i));
        }
    }

    /// An image that is mixed of two counts for each by its share, as in Zhang's program.
    private String totals(String value, boolean mixes) {
        return """
            if torch.eq(start, 0):
              _2 = torch.zero_(totals)
            else:
              pass
            answers = torch.argmax(logits, 1)
            correct = torch.sum(torch.eq(answers, target))
        """
                + (mixes
                        ? "    correct = torch.lerp(torch.to(torch.sum(torch.eq(answers, other)), 6), torch.to(correct, 6), kept)\n"
                        : "")
                + """
                    share = %s
                    _3 = torch.add_(torch.select(totals, 0, 0), torch.mul(torch.to(%s, 7), share))
                    _4 = torch.add_(torch.select(totals, 0, 1), correct)
                    _6 = torch.add_(torch.select(totals, 0, 2), share)
                """
                        .formatted(loss.share("torch.sub(end, start)", "target"), value);
    }
}

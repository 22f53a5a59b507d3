package io.athanor.trainer.program;

import static io.athanor.contracts.Optimizer.ADAM_THEN_SGD;

import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Optimizer;
import io.athanor.trainer.program.ParameterGroups.Group;
import java.util.ArrayList;
import java.util.List;

/// Writes what a step does between the loss and the new weights: gradients, penalties, clipping and
/// the optimizer, with PyTorch's meaning of each.
///
/// The text finds in `numbers` the learning rate, whether a momentum begins with this step (1 or
/// 0), and whether SGD has taken over from Adam (1 or 0). It changes the lists of [#state] and
/// `trained`, which are the same memory as `weights`; each group has its own. They must be
/// arguments of the program: what is written to lists that the program makes itself, TorchScript
/// takes for dead.
final class UpdateText {
    private static final String NOTHING = "annotate(List[Tensor], [])";

    private final Hyperparameters asked;
    private final ParameterGroups groups;
    private final int tensors;

    /// @param tensors that the network has
    UpdateText(Hyperparameters asked, ParameterGroups groups, int tensors) {
        this.asked = asked;
        this.groups = groups;
        this.tensors = tensors;
    }

    /// The lists that belong to each group of weights, with a tensor for each of them: `trained[]`
    /// and the optimizer's. `steps[]` are counts.
    List<String> lists() {
        List<String> lists = new ArrayList<>(List.of("trained[]"));
        switch (asked.optimizer()) {
            case SGD -> {}
            case ADAM, ADAMW, ADAM_THEN_SGD ->
                    lists.addAll(List.of("averages[]", "squares[]", "steps[]"));
            case RMSPROP -> {
                lists.add("squares[]");
                if (asked.centered()) {
                    lists.add("averages[]");
                }
            }
        }
        if (hasMomentum()) {
            lists.add("momenta[]");
        }
        return lists;
    }

    /// The lists of all groups, by their names in the program.
    List<String> state() {
        return groups.trained().stream()
                .flatMap(group -> lists().stream().map(list -> group.name() + list))
                .toList();
    }

    /// The lines, after those that set `loss`. Fused optimizers pair a weight with its gradient by
    /// their places in memory: both must have the same order.
    String text() {
        if (groups.trained().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        text.append(
                """
                    lr = float(torch.select(numbers, 0, 0))
                    gradients = annotate(List[Tensor], [])
                    derivatives = torch.autograd.grad([loss], torch.slice(weights, %d, %d, 1))
                    for i in range(torch.len(derivatives)):
                      derivative = derivatives[i]
                      if torch.__isnot__(derivative, None):
                        _0 = torch.append(gradients, torch.contiguous(unchecked_cast(Tensor, derivative)))
                      else:
                        pass
                """
                        .formatted(groups.frozen(), tensors));
        text.append(penalty());
        text.append(clipping());
        if (asked.optimizer() == ADAM_THEN_SGD) {
            text.append("    sgd = torch.eq(float(torch.select(numbers, 0, 2)), 1.)\n");
        }
        groups.trained().forEach(group -> text.append(update(group)));
        return text.toString();
    }

    private boolean hasMomentum() {
        return asked.momentum() > 0
                && (asked.optimizer() == Optimizer.SGD
                        || asked.optimizer() == Optimizer.RMSPROP
                        || asked.optimizer() == ADAM_THEN_SGD);
    }

    /// As if the loss had the term `l1 * sum(|w|)`: its gradient is clipped like the rest.
    private String penalty() {
        return asked.l1() == 0
                ? ""
                : "    gradients = torch._foreach_add(gradients, torch._foreach_sign(torch.slice(values, %d, %d, 1)), alpha=%s)\n"
                        .formatted(groups.frozen(), tensors, number(asked.l1()));
    }

    private String clipping() {
        StringBuilder text = new StringBuilder();
        if (asked.clipValue() > 0) {
            text.append(
                    "    gradients = torch._foreach_clamp_max(torch._foreach_clamp_min(gradients, %s), %s)\n"
                            .formatted(number(-asked.clipValue()), number(asked.clipValue())));
        }
        if (asked.clipNorm() > 0) {
            text.append(
                    """
                        norm = torch.norm(torch.stack(torch._foreach_norm(gradients, 2), 0), 2)
                        scale = torch.clamp(torch.mul(torch.reciprocal(torch.add(norm, 1e-06)), %s), None, 1.)
                        gradients = torch._foreach_mul(gradients, scale)
                    """
                            .formatted(number(asked.clipNorm())));
        }
        return text.toString();
    }

    private String update(Group group) {
        return switch (asked.optimizer()) {
            case SGD -> sgd(group, "");
            case ADAM -> adam("_fused_adam_", group, "");
            case ADAMW -> adam("_fused_adamw_", group, "");
            case RMSPROP -> rmsprop(group);
            case ADAM_THEN_SGD ->
                    "    if sgd:\n%s    else:\n%s"
                            .formatted(sgd(group, "  "), adam("_fused_adam_", group, "  "));
        };
    }

    private String gradients(Group group) {
        return groups.trained().size() == 1
                ? "gradients"
                : "torch.slice(gradients, %d, %d, 1)"
                        .formatted(group.from() - groups.frozen(), group.to() - groups.frozen());
    }

    private static String rate(Group group) {
        return group.factor() == 1 ? "lr" : "torch.mul(lr, %s)".formatted(number(group.factor()));
    }

    private String sgd(Group group, String indent) {
        return "    %storch._fused_sgd_(%s, %s, %s, weight_decay=%s, momentum=%s, lr=%s, dampening=%s, nesterov=%s, maximize=False, is_first_step=%s)\n"
                .formatted(
                        indent,
                        group.name() + "trained",
                        gradients(group),
                        hasMomentum() ? group.name() + "momenta" : NOTHING,
                        number(asked.weightDecay()),
                        number(asked.momentum()),
                        rate(group),
                        number(asked.dampening()),
                        asked.nesterov() ? "True" : "False",
                        "torch.eq(float(torch.select(numbers, 0, 1)), 1.)");
    }

    /// All weights share the one tensor that counts.
    private String adam(String operation, Group group, String indent) {
        String name = group.name();
        return "    %s_1 = torch.add_(%s, 1.)\n    %storch.%s(%s, %s, %s, %s, %s, %s, lr=%s, beta1=%s, beta2=%s, weight_decay=%s, eps=%s, amsgrad=False, maximize=False)\n"
                .formatted(
                        indent,
                        name + "steps[0]",
                        indent,
                        operation,
                        name + "trained",
                        gradients(group),
                        name + "averages",
                        name + "squares",
                        NOTHING,
                        name + "steps",
                        rate(group),
                        number(asked.beta1()),
                        number(asked.beta2()),
                        number(asked.weightDecay()),
                        number(asked.epsilon()));
    }

    private String rmsprop(Group group) {
        String name = group.name();
        String alpha = number(asked.smoothing());
        String rest = number(1 - asked.smoothing());
        StringBuilder text = new StringBuilder();
        text.append("    g = %s\n".formatted(gradients(group)));
        if (asked.weightDecay() > 0) {
            text.append(
                    "    g = torch._foreach_add(g, %strained, alpha=%s)\n"
                            .formatted(name, number(asked.weightDecay())));
        }
        text.append("    torch._foreach_mul_(%ssquares, %s)\n".formatted(name, alpha));
        text.append("    torch._foreach_addcmul_(%ssquares, g, g, %s)\n".formatted(name, rest));
        if (asked.centered()) {
            text.append("    torch._foreach_mul_(%saverages, %s)\n".formatted(name, alpha));
            text.append("    torch._foreach_add_(%saverages, g, alpha=%s)\n".formatted(name, rest));
            text.append(
                    "    root = torch._foreach_sqrt(torch._foreach_addcmul(%1$ssquares, %1$saverages, %1$saverages, -1.))\n"
                            .formatted(name));
        } else {
            text.append("    root = torch._foreach_sqrt(%ssquares)\n".formatted(name));
        }
        text.append("    root = torch._foreach_add(root, %s)\n".formatted(number(asked.epsilon())));
        String minusRate = "torch.neg(%s)".formatted(rate(group));
        if (hasMomentum()) {
            text.append(
                    """
                        torch._foreach_mul_(%1$smomenta, %2$s)
                        torch._foreach_addcdiv_(%1$smomenta, g, root, 1.)
                        torch._foreach_add_(%1$strained, %1$smomenta, alpha=%3$s)
                    """
                            .formatted(name, number(asked.momentum()), minusRate));
        } else {
            text.append(
                    "    torch._foreach_addcdiv_(%strained, g, root, %s)\n"
                            .formatted(name, minusRate));
        }
        return text.toString();
    }

    private static String number(double value) {
        return BatchText.number(value);
    }
}

package io.athanor.trainer.program;

import io.athanor.contracts.Pretrained;
import io.athanor.contracts.network.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which of a network's tensors are trained, in the order of its parameters: first those that are
/// not, then those with a lower rate, then the others.
///
/// @param frozen tensors that are not trained
/// @param trained the others, in groups, none of them empty
record ParameterGroups(int frozen, List<Group> trained) {

    /// Tensors that are updated together, from number `from` to before `to`.
    ///
    /// @param name that its lists of tensors in the program begin with
    /// @param factor of the learning rate
    record Group(String name, int from, int to, double factor) {
        int size() {
            return to - from;
        }
    }

    /// A layer is all tensors that share the name before the last dot; batch norms are layers, too.
    static ParameterGroups of(List<Parameter> parameters, @Nullable Pretrained pretrained) {
        int all = parameters.size();
        if (pretrained == null) {
            return new ParameterGroups(0, List.of(new Group("", 0, all, 1)));
        }
        List<String> layers =
                parameters.stream().map(parameter -> layer(parameter.name())).distinct().toList();
        int frozen = tensors(parameters, layers, pretrained.frozenLayers());
        int slow = Math.max(frozen, tensors(parameters, layers, pretrained.slowLayers()));
        List<Group> trained = new ArrayList<>();
        if (slow > frozen) {
            trained.add(new Group("slow_", frozen, slow, pretrained.slowFactor()));
        }
        if (all > slow) {
            trained.add(new Group("", slow, all, 1));
        }
        return new ParameterGroups(frozen, trained);
    }

    private static int tensors(List<Parameter> parameters, List<String> layers, int first) {
        List<String> chosen = layers.subList(0, Math.min(first, layers.size()));
        return (int)
                parameters.stream()
                        .filter(parameter -> chosen.contains(layer(parameter.name())))
                        .count();
    }

    private static String layer(String tensor) {
        return tensor.substring(0, Math.max(0, tensor.lastIndexOf('.')));
    }
}

package io.athanor.trainer.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A method of a program.
///
/// @param arguments in order; those that end with `[]` are lists of tensors, and never empty
/// @param body TorchScript lines, indented by four; ends with the return
record Method(String name, List<String> arguments, String body) {

    String text() {
        String declared =
                arguments.stream().map(Method::declaration).collect(Collectors.joining(",\n    "));
        return "  def %s(self: __torch__.Program,\n    %s) -> Tensor:\n%s"
                .formatted(name, declared, body);
    }

    /// The name of a tensor whose only use is to tell the engine's call which method is meant.
    String argument() {
        return "module_method:" + name;
    }

    /// What the engine's call takes: the tensors by their arguments' names.
    NDList call(Map<String, List<NDArray>> tensors) {
        NDList call = new NDList();
        Stream.concat(arguments.stream(), Stream.of(argument()))
                .forEach(argument ->
                        tensors.getOrDefault(argument, List.of())
                                .forEach(tensor -> call.add(named(argument, tensor))));
        return call;
    }

    private static NDArray named(String name, NDArray tensor) {
        tensor.setName(name);
        return tensor;
    }

    private static String declaration(String argument) {
        return argument.endsWith("[]")
                ? argument.replace("[]", ": List[Tensor]")
                : argument + ": Tensor";
    }
}

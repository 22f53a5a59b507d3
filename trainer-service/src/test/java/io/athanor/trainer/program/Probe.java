package io.athanor.trainer.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// Runs lines of a program by themselves.
final class Probe {
    private Probe() {}

    /// The variables `results` after `lines`, one after the other, flat.
    ///
    /// @param tensors the arguments by name
    /// @param results a name that ends with `[]` is a list of tensors
    static float[] run(
            NDManager device, String lines, Map<String, List<NDArray>> tensors, String... results) {
        StringBuilder body =
                new StringBuilder(lines).append("    parts = annotate(List[Tensor], [])\n");
        for (String result : results) {
            body.append(
                    result.endsWith("[]")
                            ? """
                                for i in range(torch.len(%1$s)):
                                  part = %1$s[i]
                                  if torch.__isnot__(part, None):
                                    _0 = torch.append(parts, torch.flatten(unchecked_cast(Tensor, part), 0, -1))
                                  else:
                                    pass
                            """
                                    .formatted(result.replace("[]", ""))
                            : "    _1 = torch.append(parts, torch.flatten(torch.detach(%s), 0, -1))\n"
                                    .formatted(result));
        }
        body.append("    return torch.cat(parts, 0)\n");
        Method method = new Method("probe", List.copyOf(tensors.keySet()), body.toString());
        try (NDManager memory = device.newSubManager();
                var archive = new ByteArrayInputStream(Archive.pack(method.text()))) {
            var module = JniUtils.loadModule((PtNDManager) memory, archive, true, false);
            NDList call = method.call(tensors);
            NDArray name = memory.create(0f);
            name.setName(method.argument());
            call.add(name);
            return IValueUtils.forward(module, call, true).singletonOrThrow().toFloatArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

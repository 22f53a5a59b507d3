package io.athanor.contracts.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The sum of what `body` and `shortcut` make of the same input. A shortcut without layers passes
/// the input on.
public record Residual(Sequential body, Sequential shortcut) implements Layer {

    @Override
    public Shape output(Shape input) {
        Shape made = named("body", body).output(input);
        Shape passed = named("shortcut", shortcut).output(input);
        if (!made.equals(passed)) {
            throw new ImpossibleShape("residual link adds %s to %s".formatted(passed, made));
        }
        return made;
    }

    @Override
    public List<Parameter> parameters() {
        return children().parameters();
    }

    @Override
    public List<Parameter> buffers() {
        return children().buffers();
    }

    @Override
    public String description() {
        return "Residual";
    }

    private Sequential children() {
        SequencedMap<String, Layer> children = new LinkedHashMap<>();
        children.putLast("body", body);
        children.putLast("shortcut", shortcut);
        return new Sequential(children);
    }

    private static Sequential named(String name, Sequential layer) {
        SequencedMap<String, Layer> children = new LinkedHashMap<>();
        children.putLast(name, layer);
        return new Sequential(children);
    }
}

package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/// The losses of consecutive iterations. NaN and infinities are values like any other.
public final class Losses {
    private final float[] values;

    private Losses(float[] values) {
        this.values = values;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Losses of(float... values) {
        return new Losses(values.clone());
    }

    public int size() {
        return values.length;
    }

    public float at(int index) {
        return values[index];
    }

    @JsonValue
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Losses losses && Arrays.equals(values, losses.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}

package io.athanor.trainer.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/// A part of a network, with PyTorch's meaning of the module of that name.
public sealed interface Layer
        permits BatchNorm2d, Conv2d, Dropout, Flatten, Linear, MaxPool2d, Relu, Sequential {

    /// What it makes of one image, or of what the layer before made of it.
    ///
    /// @throws ImpossibleShape when it cannot take that
    Shape output(Shape input);

    /// Trained tensors, in PyTorch's order.
    default List<Parameter> parameters() {
        return List.of();
    }

    /// Tensors that training changes without a gradient, in PyTorch's order.
    default List<Parameter> buffers() {
        return List.of();
    }

    /// Writes what it computes.
    ///
    /// @param input the variable that holds its input
    /// @return the variable that holds its output
    String write(Lines lines, String input);
}

package io.athanor.contracts.network;

import java.util.List;

/// A part of a network, with PyTorch's meaning of the module of that name where there is one.
public sealed interface Layer
        permits AvgPool2d,
                BatchNorm2d,
                Conv2d,
                CrissCrossAttention,
                Dropout,
                Flatten,
                Linear,
                LogSoftmax,
                MaxPool2d,
                Nonlinearity,
                Residual,
                Sequential,
                SqueezeExcitation {

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

    /// As PyTorch prints the module.
    String description();
}

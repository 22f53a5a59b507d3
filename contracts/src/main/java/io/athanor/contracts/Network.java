package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The families of networks that a trial may ask for, by their layers in order.
public enum Network {
    /// conv 3x3 16 pad 1, maxpool 2, flatten, linear: no activation at all.
    @JsonProperty("simple-cnn")
    SIMPLE_CNN,
    /// Blocks of convolutions, flatten, linear, activation, dropout, linear; by default 3 x [conv
    /// 3x3 pad 1 (32, 64, 128), batch norm, ReLU, maxpool 2], flatten, linear 512, ReLU, dropout
    /// 0.5, linear.
    @JsonProperty("cnn")
    CNN,
    /// conv 10x10 10, maxpool 2, ReLU, conv 5x5 20, maxpool 2, ReLU, flatten, linear 50, ReLU,
    /// linear, log-softmax; no padding.
    @JsonProperty("two-conv")
    TWO_CONV,
    /// conv 3x3 32 pad 1, ReLU, maxpool 2, flatten, linear.
    @JsonProperty("one-conv")
    ONE_CONV,
    /// squeeze and excitation, conv 1x1 64, criss-cross attention, conv 1x1 1, flatten, linear,
    /// ReLU, linear.
    @JsonProperty("se-cca")
    SE_CCA
}

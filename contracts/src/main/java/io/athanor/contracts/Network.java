package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The families of networks that a trial may ask for, by their layers in order.
public enum Network {
    /// conv 3x3 16 pad 1, maxpool 2, flatten, linear: no activation at all.
    @JsonProperty("simple-cnn")
    SIMPLE_CNN,
    /// 3 x [conv 3x3 pad 1 (32, 64, 128), batch norm, ReLU, maxpool 2], flatten, linear 512, ReLU,
    /// dropout, linear.
    @JsonProperty("cnn")
    CNN
}

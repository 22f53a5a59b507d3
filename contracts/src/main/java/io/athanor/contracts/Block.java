package io.athanor.contracts;

/// A block of the network `cnn`: convolution, batch norm, attention, the residual link's sum,
/// activation, pooling, dropout, each where it is asked for.
///
/// @param filters the convolution's outputs, 1 to 4,096
/// @param kernel its height and width: 1, 3, 5 or 7
/// @param stride 1 to 4
/// @param residual whether the block's input is added before the activation, through a 1x1
///   convolution (and batch norm where the block has it) when its shape differs; needs padding
///   `same`
/// @param dropout probability of the dropout of single values at its end, 0 to below 1
public record Block(
        int filters,
        int kernel,
        int stride,
        Padding padding,
        Pooling pooling,
        boolean batchNorm,
        boolean residual,
        Attention attention,
        double dropout) {

    public Block {
        Range.check(filters >= 1 && filters <= 4096, "filters", filters, "1 to 4096");
        Range.check(
                kernel == 1 || kernel == 3 || kernel == 5 || kernel == 7,
                "kernel",
                kernel,
                "1, 3, 5 or 7");
        Range.check(stride >= 1 && stride <= 4, "stride", stride, "1 to 4");
        Range.check(dropout >= 0 && dropout < 1, "dropout", dropout, "0 to below 1");
    }

    /// A block of the default network: conv 3x3 pad 1, batch norm, activation, max pool 2.
    static Block of(int filters) {
        return new Block(filters, 3, 1, Padding.SAME, Pooling.MAX, true, false, Attention.NONE, 0);
    }
}

package io.nucleate.tensors;

import ai.djl.ndarray.NDArray;

/**
 * Numbers as operands of differentiable operations. DJL turns the number in {@code x.mul(2)} into a
 * temporary whose memory is the garbage collector's as soon as the call returns, while PyTorch
 * keeps the operand for the backward pass: gradients are then wrong now and then, or NaN. An array
 * that lives as long as the scope of the computation has no such end.
 */
public final class Scalars {
    private Scalars() {}

    /** Creates the number as an array beside {@code x}, freed with the current scope. */
    public static NDArray of(NDArray x, double value) {
        return x.getManager().create((float) value);
    }

    /** Multiplies {@code x} by a number. */
    public static NDArray scale(NDArray x, double factor) {
        return x.mul(of(x, factor));
    }

    /** Bounds {@code x} elementwise: no smaller than {@code low}, no larger than {@code high}. */
    public static NDArray clamp(NDArray x, double low, double high) {
        return x.maximum(of(x, low)).minimum(of(x, high));
    }
}

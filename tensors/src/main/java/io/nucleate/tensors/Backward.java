package io.nucleate.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

import java.util.Collection;

/**
 * Back-propagation without DJL's {@code GradientCollector}, of which a JVM can hold only one and
 * which clears gradients between the chunks of one batch.
 */
public final class Backward {
    private Backward() {}

    /**
     * Adds the gradient of a scalar to that of every parameter it was computed from, and frees the
     * graph.
     */
    public static void accumulate(NDArray loss) {
        NDArray one = loss.onesLike();
        JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
    }

    /** Makes passes over the parameters record gradients, which start at zero. */
    public static void request(Collection<NDArray> parameters) {
        parameters.forEach(parameter -> {
            parameter.setRequiresGradient(true);
            // DJL hands out the gradient's memory as it finds it.
            clearGradient(parameter);
        });
    }

    /** Sets the gradient to zero. */
    public static void clearGradient(NDArray parameter) {
        JniUtils.zeroGrad((PtNDArray) parameter);
    }
}

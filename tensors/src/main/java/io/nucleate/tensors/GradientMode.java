package io.nucleate.tensors;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Switches the recording of gradients on or off for the current thread; closing brings back the
 * mode from before. New threads do not all start in the same mode, so code that depends on the mode
 * sets it, whichever it needs.
 */
public final class GradientMode implements AutoCloseable {
    private final boolean before = JniUtils.isGradMode();

    private GradientMode(boolean recording) {
        JniUtils.setGradMode(recording);
    }

    /** Operations of this thread record gradients until the result is closed. */
    public static GradientMode recording() {
        return new GradientMode(true);
    }

    /** Operations of this thread record no gradients until the result is closed. */
    public static GradientMode off() {
        return new GradientMode(false);
    }

    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}

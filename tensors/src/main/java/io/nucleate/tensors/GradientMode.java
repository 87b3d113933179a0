package io.nucleate.tensors;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Whether this thread records gradients, until closed. Threads differ in what they start with, so
 * both are said.
 */
public final class GradientMode implements AutoCloseable {
    private final boolean before = JniUtils.isGradMode();

    private GradientMode(boolean recording) {
        JniUtils.setGradMode(recording);
    }

    public static GradientMode recording() {
        return new GradientMode(true);
    }

    public static GradientMode off() {
        return new GradientMode(false);
    }

    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}

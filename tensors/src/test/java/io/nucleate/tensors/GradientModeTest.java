package io.nucleate.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class GradientModeTest {
    @Test
    void closingBringsBackTheModeFromBefore() {
        boolean before = JniUtils.isGradMode();
        try (GradientMode outer = GradientMode.recording()) {
            assertThat(JniUtils.isGradMode()).isTrue();
            try (GradientMode inner = GradientMode.off()) {
                assertThat(JniUtils.isGradMode()).isFalse();
            }
            assertThat(JniUtils.isGradMode()).isTrue();
        }
        assertThat(JniUtils.isGradMode()).isEqualTo(before);
    }

    @Test
    void anotherThreadKeepsItsOwnMode() throws ExecutionException, InterruptedException {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (GradientMode ignored = GradientMode.off()) {
            CompletableFuture.runAsync(() -> JniUtils.setGradMode(true), other).get();
            assertThat(JniUtils.isGradMode()).isFalse();
            assertThat(CompletableFuture.supplyAsync(JniUtils::isGradMode, other)
                            .get())
                    .isTrue();
        } finally {
            other.shutdown();
        }
    }
}

package io.nucleate.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

class BackwardTest {
    @Test
    void gradientsStartAtZeroAndAddUpUntilCleared() {
        try (NDManager manager = NDManager.newBaseManager();
                GradientMode ignored = GradientMode.recording()) {
            NDArray x = manager.create(new float[] {1, -2, 3});
            Backward.request(List.of(x));
            assertThat(x.getGradient().toFloatArray()).containsExactly(0, 0, 0);
            Backward.accumulate(x.square().sum());
            assertThat(x.getGradient().toFloatArray()).containsExactly(2, -4, 6);
            Backward.accumulate(Scalars.scale(x, 10).sum());
            assertThat(x.getGradient().toFloatArray()).containsExactly(12, 6, 16);
            Backward.clearGradient(x);
            assertThat(x.getGradient().toFloatArray()).containsExactly(0, 0, 0);
            assertThat(x.toFloatArray()).containsExactly(1, -2, 3);
        }
    }

    /** The reason for {@link Scalars}: memory that only Java knew of is overwritten here. */
    @Test
    void numbersOutliveTheGarbageCollectorUntilTheBackwardPass() {
        try (NDManager manager = NDManager.newBaseManager();
                GradientMode ignored = GradientMode.recording()) {
            NDArray x = manager.create(new float[] {1, 2, 3});
            Backward.request(List.of(x));
            NDArray loss = Scalars.scale(Scalars.clamp(x, 0, 2.5), 3).sum();
            System.gc();
            List<ByteBuffer> overwriting = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                overwriting.add(ByteBuffer.allocateDirect(4).putInt(0, 0x7fc00000));
            }
            Backward.accumulate(loss);
            assertThat(x.getGradient().toFloatArray()).containsExactly(3, 3, 0);
            assertThat(overwriting).hasSize(20_000);
        }
    }

    @Test
    void boundsHoldElementwise() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {-5, -1, 0.5f, 1, 5});
            assertThat(Scalars.clamp(x, -1, 2).toFloatArray()).containsExactly(-1, -1, 0.5f, 1, 2);
            assertThat(Scalars.scale(x, -2).toFloatArray()).containsExactly(10, 2, -1, -2, -10);
        }
    }
}

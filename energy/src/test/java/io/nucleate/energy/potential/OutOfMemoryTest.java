package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.junit.jupiter.api.Test;

class OutOfMemoryTest {
    @Test
    void libtorchsOwnFailureIsRecognised() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Throwable failure = catchThrowable(() -> manager.zeros(new Shape(1L << 50)));
            assertThat(failure).isNotNull();
            assertThat(OutOfMemory.isCauseOf(failure)).as(failure.toString()).isTrue();
        }
    }

    @Test
    void javasErrorIsRecognisedAsACause() {
        assertThat(OutOfMemory.isCauseOf(
                        new IllegalStateException(new OutOfMemoryError("Java heap space"))))
                .isTrue();
    }

    @Test
    void otherFailuresAreNotRecognised() {
        assertThat(OutOfMemory.isCauseOf(
                        new IllegalStateException("the weights do not fit the network")))
                .isFalse();
        assertThat(OutOfMemory.isCauseOf(new NullPointerException())).isFalse();
    }
}

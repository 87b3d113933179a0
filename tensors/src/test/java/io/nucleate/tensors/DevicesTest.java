package io.nucleate.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds on machines with and without a GPU. */
class DevicesTest {
    private static int gpus() {
        return Engine.getInstance().getGpuCount();
    }

    @Test
    void autoIsTheFirstGpuOrElseTheCpu() {
        assertThat(Devices.of("cpu")).isEqualTo(Device.cpu());
        assertThat(Devices.of("auto")).isEqualTo(gpus() == 0 ? Device.cpu() : Device.gpu(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CPU", "cuda", "gpu:", "gpu:-1", "gpu:x", "gpu:99999999999"})
    void anotherWordIsRefusedWithTheWordsThatExist(String word) {
        assertThatThrownBy(() -> Devices.of(word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown device '" + word + "'; use auto, cpu or gpu:N");
    }

    @Test
    void aGpuThatIsNotThereIsRefusedWithTheNumberThatIs() {
        String beyond = "gpu:" + gpus();
        assertThatThrownBy(() -> Devices.of(beyond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(beyond)
                .hasMessageContaining("sees " + gpus() + " GPUs; use auto or cpu");
    }
}

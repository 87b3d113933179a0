package io.nucleate.cli;

import io.nucleate.policy.Policy;
import io.nucleate.tensors.Devices;

import picocli.CommandLine.Mixin;

import java.io.IOException;

/** The options of verbs that use a policy. */
final class PolicyOptions {
    @Mixin
    private WeightsOption weights;

    @Mixin
    private DeviceOption device;

    String device() {
        return device.device();
    }

    /** @throws IOException with the path, the reason and the remedy, for weights of no policy */
    Policy load() throws IOException {
        return weights.load(Devices.of(device.device()));
    }
}

package io.nucleate.cli;

import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.policy.Policy;
import io.nucleate.tensors.Devices;
import io.nucleate.tensors.SafeTensors;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** The options of verbs that use a policy. */
final class PolicyOptions {
    @Option(
            names = "--weights",
            paramLabel = "PATH",
            description = "The policy: " + TrainedWeights.ACCEPTED
                    + ". Default: the pre-trained one that is shipped.")
    private Path weights;

    @Mixin
    private DeviceOption device;

    String device() {
        return device.device();
    }

    /** @throws IOException with the path, the reason and the remedy, for weights of no policy */
    Policy load() throws IOException {
        SafeTensors file = weights == null
                ? SafeTensors.parse(Policy.shipped())
                : TrainedWeights.read(weights);
        return Policy.of(file, Devices.of(device.device()));
    }
}

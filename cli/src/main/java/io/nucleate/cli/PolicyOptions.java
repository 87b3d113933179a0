package io.nucleate.cli;

import io.nucleate.policy.Policy;
import io.nucleate.tensors.Devices;
import io.nucleate.tensors.SafeTensors;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** The options of verbs that use a policy. */
final class PolicyOptions {
    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "The policy (safetensors). Default: the pre-trained one that is shipped.")
    private Path weights;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "Where the network runs: auto, cpu or gpu:N. Default: ${DEFAULT-VALUE}.")
    private String device;

    String device() {
        return device;
    }

    Policy load() throws IOException {
        return weights == null
                ? Policy.of(SafeTensors.parse(Policy.shipped()), Devices.of(device))
                : Policy.load(weights, Devices.of(device));
    }
}

package io.nucleate.cli;

import ai.djl.Device;

import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.policy.Policy;
import io.nucleate.tensors.SafeTensors;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** The option that names a policy. */
final class WeightsOption {
    @Option(
            names = "--weights",
            paramLabel = "PATH",
            description = "The policy: " + TrainedWeights.ACCEPTED
                    + ". Default: the pre-trained one that is shipped.")
    private Path weights;

    /** @throws IOException with the path, the reason and the remedy, for weights of no policy */
    Policy load(Device device) throws IOException {
        SafeTensors file = weights == null
                ? SafeTensors.parse(Policy.shipped())
                : TrainedWeights.read(weights);
        return Policy.of(file, device);
    }
}

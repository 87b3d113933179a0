package io.nucleate.learner.service;

import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.policy.Policy;
import io.nucleate.tensors.SafeTensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of a run's learner: {@code pretrained.safetensors} is the policy it started from (kept
 * because the KL penalty is measured from it for as long as the run lives, whatever a later release
 * ships), and {@code checkpoint.safetensors} is its newest state. Both are written beside their
 * place and renamed, so that {@link TrainedWeights} reads a whole file at any time.
 */
final class LearnerDirectory {
    private final Path pretrained;
    private final Path checkpoint;
    private final Optional<Path> initial;

    /**
     * @param directory created with the first file
     * @param initial policy of a new run, as {@link TrainedWeights} reads it, or the shipped one if
     *     empty; ignored once the run has one
     */
    LearnerDirectory(Path directory, Optional<Path> initial) {
        this.initial = initial;
        pretrained = directory.resolve(TrainedWeights.PRETRAINED);
        checkpoint = directory.resolve(TrainedWeights.CHECKPOINT);
    }

    /**
     * Reads the policy that the run started from; a new run stores it first.
     *
     * @throws IOException with the path and the reason, where it cannot be read or stored
     */
    SafeTensors pretrained() throws IOException {
        if (!Files.exists(pretrained)) {
            SafeTensors start = initial.isPresent()
                    ? TrainedWeights.read(initial.get())
                    : SafeTensors.parse(Policy.shipped());
            start.write(pretrained);
        }
        return SafeTensors.read(pretrained);
    }

    /**
     * Reads the newest state; empty before the first update.
     *
     * @throws IOException with the path and the reason, where it cannot be read
     */
    Optional<SafeTensors> checkpoint() throws IOException {
        return Files.exists(checkpoint)
                ? Optional.of(SafeTensors.read(checkpoint))
                : Optional.empty();
    }

    /** Replaces the newest state. */
    void save(SafeTensors state) throws IOException {
        state.write(checkpoint);
    }
}

package io.nucleate.learner.service;

import io.nucleate.policy.Policy;
import io.nucleate.tensors.SafeTensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run's learner keeps on disk: {@code pretrained.safetensors}, the policy it started from
 * (kept because the KL penalty is measured from it for as long as the run lives, whatever a later
 * release ships), and {@code checkpoint.safetensors}, its newest state. Both are replaced by
 * renaming, never half.
 */
final class LearnerDirectory {
    private final Path pretrained;
    private final Path checkpoint;
    private final Optional<Path> initial;

    /**
     * @param initial policy of a new run, the shipped one if empty; ignored once the run has one
     */
    LearnerDirectory(Path directory, Optional<Path> initial) {
        this.initial = initial;
        pretrained = directory.resolve("pretrained.safetensors");
        checkpoint = directory.resolve("checkpoint.safetensors");
    }

    SafeTensors pretrained() throws IOException {
        if (!Files.exists(pretrained)) {
            SafeTensors start = initial.isPresent()
                    ? SafeTensors.read(initial.get())
                    : SafeTensors.parse(Policy.shipped());
            start.write(pretrained);
        }
        return SafeTensors.read(pretrained);
    }

    Optional<SafeTensors> checkpoint() throws IOException {
        return Files.exists(checkpoint)
                ? Optional.of(SafeTensors.read(checkpoint))
                : Optional.empty();
    }

    void save(SafeTensors state) throws IOException {
        state.write(checkpoint);
    }
}

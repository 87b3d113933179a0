package io.nucleate.cli.export;

import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.learner.reinforcement.LearnerState;
import io.nucleate.schemas.PublishedWeights;
import io.nucleate.schemas.WeightsArchive;
import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.digest.DigestUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One version of a run's policy, to be taken home.
 *
 * @param version 0 for the policy that the run started from
 * @param safetensors bytes of a file that every {@code --weights} reads
 * @param sha256 of these bytes, lower-case hexadecimal
 * @param source where it was found: the topic, or the learner's checkpoint
 */
public record ExportedPolicy(int version, byte[] safetensors, String sha256, String source) {

    /**
     * Takes the wanted version from the topic, or else from the learner's checkpoint.
     *
     * @param archive was read for the wanted version
     * @param learner the learner's directory, where it is at hand
     * @param wanted empty for the newest that was published
     * @throws IOException where it is in neither, with the versions that are there
     */
    public static ExportedPolicy choose(
            String run, WeightsArchive archive, Optional<Path> learner, OptionalInt wanted)
            throws IOException {
        if (archive.chosen().isPresent()) {
            return of(archive.chosen().get());
        }
        SortedSet<Integer> there = new TreeSet<>(archive.versions());
        Optional<Path> checkpoint = learner.map(
                        directory -> directory.resolve(TrainedWeights.CHECKPOINT))
                .filter(Files::exists);
        if (checkpoint.isPresent()) {
            ExportedPolicy kept = ofCheckpoint(checkpoint.get());
            if (kept.version == wanted.orElse(kept.version)) {
                return kept;
            }
            there.add(kept.version);
        }
        if (there.isEmpty()) {
            throw new IOException("run " + run + " has no weights: its learner has published none");
        }
        throw new IOException("version " + wanted.getAsInt() + " of run " + run
                + " is not there (any more); give --version one of "
                + there.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + ", or leave it out for the newest");
    }

    private static ExportedPolicy of(PublishedWeights weights) {
        return new ExportedPolicy(
                weights.version(),
                weights.safetensors(),
                weights.manifest().getSha256(),
                "policy.weights");
    }

    private static ExportedPolicy ofCheckpoint(Path file) throws IOException {
        SafeTensors stored = SafeTensors.read(file);
        byte[] weights = TrainingCheckpoint.weights(stored).toBytes();
        return new ExportedPolicy(
                LearnerState.of(stored).version(),
                weights,
                DigestUtils.sha256Hex(weights),
                "checkpoint of the learner");
    }
}

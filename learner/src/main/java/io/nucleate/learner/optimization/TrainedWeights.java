package io.nucleate.learner.optimization;

import io.nucleate.policy.Policy;
import io.nucleate.tensors.SafeTensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a policy's weights from wherever training leaves them:
 *
 * <ul>
 *   <li>a policy in safetensors;
 *   <li>a checkpoint of a learner or of a pre-training: the weights that were being trained;
 *   <li>a directory that a learner writes: its newest version, or the policy that it starts from as
 *       long as there is no other;
 *   <li>a directory that a pre-training writes: the policy with the best validation so far;
 *   <li>the data directory of a run: its learner's directory inside.
 * </ul>
 *
 * One file is chosen and opened once. The learner replaces its files by renaming, so that weights
 * can be taken from a run that is going on.
 */
public final class TrainedWeights {
    /** Sentence part for help and errors: everything that {@link #read} takes. */
    public static final String ACCEPTED = "a policy or a checkpoint (safetensors), a directory that"
            + " training writes, or the data directory of a run (its newest version)";

    /** The newest state of a learner or a pre-training. */
    public static final String CHECKPOINT = "checkpoint.safetensors";

    /** The policy that a learner started from. */
    public static final String PRETRAINED = "pretrained.safetensors";

    /** The policy of a pre-training that had the best validation. */
    public static final String BEST = "best.safetensors";

    /** The learner's directory in the data directory of a run. */
    private static final String LEARNER = "learner/";

    /** Files of a directory, the first that exists is read. */
    private static final List<String> CHOICES =
            List.of(LEARNER + CHECKPOINT, LEARNER + PRETRAINED, BEST, CHECKPOINT, PRETRAINED);

    private TrainedWeights() {}

    /**
     * Weights with what is known of their making.
     *
     * @param file where they were read from
     * @param weights the policy's tensors, with its configuration in the metadata
     * @param statements whatever else the metadata of the file say
     */
    public record Stored(Path file, SafeTensors weights, Map<String, String> statements) {}

    /**
     * Reads the weights as a policy's file: its tensors alone, and the configuration in its
     * metadata.
     *
     * @param path file or directory, as listed above
     * @throws IOException with the path, the reason and the remedy, where there are no weights or
     *     they are not a policy's
     */
    public static SafeTensors read(Path path) throws IOException {
        return open(path).weights();
    }

    /**
     * Reads the weights as {@link #read} does, and what else the file says.
     *
     * @throws IOException as {@link #read}
     */
    public static Stored open(Path path) throws IOException {
        Path file = choose(path);
        SafeTensors stored = SafeTensors.read(file);
        try {
            SafeTensors weights = TrainingCheckpoint.isCheckpoint(stored)
                    ? TrainingCheckpoint.weights(stored)
                    : stored;
            Policy.require(weights);
            Map<String, String> statements = new TreeMap<>(stored.metadata());
            statements.keySet().removeAll(Policy.metadata(weights).keySet());
            return new Stored(file, weights, statements);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " holds no policy: " + e.getMessage() + "; give " + ACCEPTED, e);
        }
    }

    private static Path choose(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException("no weights at " + path.toAbsolutePath()
                    + ": no such file or directory; give " + ACCEPTED);
        }
        if (!Files.isDirectory(path)) {
            return path;
        }
        for (String choice : CHOICES) {
            Path file = path.resolve(choice);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new IOException("no weights in " + path.toAbsolutePath() + ": looked there for "
                + String.join(", ", CHOICES) + "; give " + ACCEPTED);
    }
}

package io.nucleate.learner.service;

import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.reinforcement.LearnerState;
import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.jboss.logging.Logger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The state of a run's learner, in files of fixed names that {@link StateStorage} keeps in a
 * directory or in a bucket. Each is replaced as a whole, so that {@link TrainedWeights} reads a
 * whole file at any time.
 *
 * <table>
 * <caption>Files</caption>
 * <tr><th>file</th><th>holds</th></tr>
 * <tr><td>{@code pretrained.safetensors}</td><td>the policy that the run started from: the KL
 *     penalty is measured from it as long as the run lives, whatever a later release
 *     ships</td></tr>
 * <tr><td>{@code checkpoint.safetensors}</td><td>the newest state, with a checksum</td></tr>
 * <tr><td>{@code checkpoint.previous.safetensors}</td><td>the state before it, read where the
 *     newest is damaged</td></tr>
 * <tr><td>{@code run}</td><td>id of the run; earlier releases did not write it</td></tr>
 * <tr><td>{@code epoch}</td><td>number of the newest start of a learner on this storage</td></tr>
 * </table>
 */
public final class LearnerDirectory implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LearnerDirectory.class);
    private static final String CHECKSUM = "sha256";
    private static final String RUN = "run";

    private static final String PREVIOUS = "checkpoint.previous.safetensors";
    private static final String EPOCH = "epoch";

    private final StateStorage storage;
    private final String run;
    private long epoch;
    private boolean isNewestDamaged;

    /** @param storage where the files are kept; closed with this */
    public LearnerDirectory(StateStorage storage, String run) {
        this.storage = storage;
        this.run = run;
    }

    /**
     * Names the state of a run.
     *
     * @param place where it is; where the state of another run is, it is in the place of the run's
     *     id in there, so that a learner can serve one run after the other
     * @param storages give access to a place
     */
    public static LearnerDirectory of(
            String place, String run, Function<String, StateStorage> storages) throws IOException {
        StateStorage storage = storages.apply(place);
        Optional<String> owner =
                storage.read(RUN).map(text -> new String(text, StandardCharsets.UTF_8).strip());
        if (owner.isEmpty() || owner.get().equals(run)) {
            return new LearnerDirectory(storage, run);
        }
        storage.close();
        return new LearnerDirectory(storages.apply(place + "/" + run), run);
    }

    /**
     * Takes the storage, and removes what a learner that was killed left half written.
     *
     * @throws IOException where another learner has it, or it cannot be reached or written
     */
    void lock() throws IOException {
        storage.lock();
        storage.replace(RUN, run.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Begins a new epoch of the run. To be called before the learner that leads the run now is
     * fenced.
     *
     * @param announced the newest epoch that a learner of the run has announced, 0 if none
     * @return the new epoch
     * @throws IllegalStateException where a learner with another directory has led the run since
     *     this state was stored
     */
    long begin(long announced) throws IOException {
        long stored = storedEpoch();
        boolean hasState = storage.exists(EPOCH)
                || storage.exists(TrainedWeights.CHECKPOINT)
                || storage.exists(PREVIOUS);
        if (hasState && stored < announced) {
            throw new IllegalStateException("another learner has taken over the run: the state of "
                    + storage.place(TrainedWeights.CHECKPOINT) + " is of epoch " + stored
                    + ", and epoch " + announced + " has begun elsewhere; leave the run to it, or"
                    + " stop it and move the files there away, so that this learner goes on from"
                    + " the newest published weights");
        }
        epoch = Math.max(stored, announced) + 1;
        storage.replace(EPOCH, Long.toString(epoch).getBytes(StandardCharsets.US_ASCII));
        return epoch;
    }

    private long storedEpoch() throws IOException {
        Optional<byte[]> stored = storage.read(EPOCH);
        if (stored.isEmpty()) {
            return 0;
        }
        String text = new String(stored.get(), StandardCharsets.US_ASCII).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(
                    storage.place(EPOCH) + " holds '" + text + "' instead of a number", e);
        }
    }

    /**
     * Reads the policy that the run started from, which an empty directory stores first.
     *
     * @param first gives version 0 of the run's policy, in safetensors
     * @throws IOException with the path and the reason, where it cannot be read or stored
     */
    SafeTensors pretrained(Supplier<byte[]> first) throws IOException {
        if (!storage.exists(TrainedWeights.PRETRAINED)) {
            storage.replace(TrainedWeights.PRETRAINED, first.get());
        }
        return read(TrainedWeights.PRETRAINED);
    }

    private SafeTensors read(String name) throws IOException {
        byte[] bytes = storage.read(name)
                .orElseThrow(
                        () -> new NoSuchFileException(storage.place(name), null, "no such file"));
        try {
            return SafeTensors.parse(bytes);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    storage.place(name) + " is not a readable safetensors file: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Reads the newest state, or where it is damaged the one before it; empty before the first
     * update.
     *
     * @throws IOException with the paths and the reasons, where there is none that can be read
     */
    Optional<SafeTensors> checkpoint() throws IOException {
        if (!storage.exists(TrainedWeights.CHECKPOINT)) {
            return Optional.empty();
        }
        try {
            return Optional.of(readChecked(TrainedWeights.CHECKPOINT));
        } catch (IOException e) {
            try {
                SafeTensors predecessor = readChecked(PREVIOUS);
                LOG.errorf(
                        "the newest state is damaged, its predecessor is used: %s", e.getMessage());
                isNewestDamaged = true;
                return Optional.of(predecessor);
            } catch (IOException again) {
                again.addSuppressed(e);
                throw new IOException(
                        e.getMessage() + "; and its predecessor: " + again.getMessage()
                                + "; move both away, and the learner goes on from the newest"
                                + " published weights",
                        again);
            }
        }
    }

    /** States of earlier releases have no checksum. */
    private SafeTensors readChecked(String name) throws IOException {
        SafeTensors state = read(name);
        String stored = state.metadata().get(CHECKSUM);
        String found = checksum(state);
        if (stored != null && !stored.equals(found)) {
            throw new IOException(storage.place(name) + " is damaged: its SHA-256 is " + found
                    + " instead of " + stored);
        }
        try {
            LearnerState.of(state);
        } catch (IllegalArgumentException e) {
            throw new IOException(storage.place(name) + " is damaged: " + e.getMessage(), e);
        }
        return state;
    }

    /**
     * Replaces the newest state, which becomes the predecessor. The state is on the disk when this
     * returns.
     *
     * @throws IllegalStateException where another learner has begun an epoch on this directory,
     *     which a lock does not prevent on every file system
     */
    void save(SafeTensors state) throws IOException {
        requireEpoch();
        if (!isNewestDamaged && storage.exists(TrainedWeights.CHECKPOINT)) {
            storage.keep(TrainedWeights.CHECKPOINT, PREVIOUS);
        }
        Map<String, String> metadata = new TreeMap<>(state.metadata());
        metadata.put(CHECKSUM, checksum(state));
        storage.replace(
                TrainedWeights.CHECKPOINT, new SafeTensors(metadata, state.tensors()).toBytes());
        isNewestDamaged = false;
    }

    /**
     * @throws IllegalStateException where another learner has begun an epoch on this directory,
     *     which a lock does not prevent on every file system, and a bucket has none
     */
    void requireEpoch() throws IOException {
        long stored = storedEpoch();
        if (stored != epoch) {
            throw new IllegalStateException("another learner has taken over "
                    + storage.place(TrainedWeights.CHECKPOINT) + ": it began epoch " + stored
                    + " after epoch " + epoch + " of this one");
        }
    }

    /** SHA-256 of all metadata and tensors but the checksum itself. */
    private static String checksum(SafeTensors state) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        state.metadata().forEach((key, value) -> {
            if (!key.equals(CHECKSUM)) {
                update(digest, key);
                update(digest, value);
            }
        });
        state.tensors().forEach((name, tensor) -> {
            update(digest, name);
            ByteBuffer bytes = ByteBuffer.allocate(tensor.values().length * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(tensor.values());
            digest.update(bytes);
        });
        return Hex.encodeHexString(digest.digest());
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    /** Lets go of the storage. */
    @Override
    public void close() throws IOException {
        storage.close();
    }
}

package io.nucleate.learner.service;

import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.reinforcement.LearnerState;
import io.nucleate.policy.Policy;
import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.jboss.logging.Logger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of a run's learner, held by one learner at a time. Those in safetensors are written
 * beside their place, synced and renamed, so that {@link TrainedWeights} reads a whole file at any
 * time.
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
 * <tr><td>{@code epoch}</td><td>number of the newest start of a learner on this directory</td></tr>
 * <tr><td>{@code lock}</td><td>nothing; locked while a learner runs</td></tr>
 * </table>
 */
public final class LearnerDirectory implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LearnerDirectory.class);
    private static final String CHECKSUM = "sha256";

    private final Path directory;
    private final Path pretrained;
    private final Path checkpoint;
    private final Path previous;
    private final Path epochFile;
    private final Optional<Path> initial;
    private FileChannel lock;
    private long epoch;
    private boolean isNewestDamaged;

    /**
     * @param directory created when it is locked
     * @param initial policy of a new run, as {@link TrainedWeights} reads it, or the shipped one if
     *     empty; ignored once the run has one
     */
    public LearnerDirectory(Path directory, Optional<Path> initial) {
        this.directory = directory;
        this.initial = initial;
        pretrained = directory.resolve(TrainedWeights.PRETRAINED);
        checkpoint = directory.resolve(TrainedWeights.CHECKPOINT);
        previous = directory.resolve("checkpoint.previous.safetensors");
        epochFile = directory.resolve("epoch");
    }

    /**
     * Takes the directory, and removes what a learner that was killed left half written.
     *
     * @throws IOException where another learner has it, or it cannot be written
     */
    void lock() throws IOException {
        Files.createDirectories(directory);
        lock = FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(lock)) {
            lock.close();
            throw new IOException("another learner uses " + directory.toAbsolutePath()
                    + "; stop it, or give this one a nucleate.learner.data-dir of its own");
        }
        try (DirectoryStream<Path> partial = Files.newDirectoryStream(directory, "*.partial")) {
            for (Path file : partial) {
                Files.delete(file);
            }
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            LOG.debug("locked by this process", e);
            return false;
        }
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
        boolean hasState =
                Files.exists(epochFile) || Files.exists(checkpoint) || Files.exists(previous);
        if (hasState && stored < announced) {
            throw new IllegalStateException("another learner has taken over the run: the state in "
                    + directory.toAbsolutePath() + " is of epoch " + stored
                    + ", and epoch " + announced + " has begun elsewhere; leave the run to it, or"
                    + " stop it and move the files in this directory away, so that this learner"
                    + " goes on from the newest published weights");
        }
        epoch = Math.max(stored, announced) + 1;
        Path temporary = directory.resolve("epoch.partial");
        try (FileChannel file =
                FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(Long.toString(epoch).getBytes(StandardCharsets.US_ASCII)));
            file.force(true);
        }
        replace(temporary, epochFile);
        try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
            parent.force(true);
        }
        return epoch;
    }

    private long storedEpoch() throws IOException {
        if (!Files.exists(epochFile)) {
            return 0;
        }
        String text = Files.readString(epochFile).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(epochFile + " holds '" + text + "' instead of a number", e);
        }
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
     * Reads the newest state, or where it is damaged the one before it; empty before the first
     * update.
     *
     * @throws IOException with the paths and the reasons, where there is none that can be read
     */
    Optional<SafeTensors> checkpoint() throws IOException {
        if (!Files.exists(checkpoint)) {
            return Optional.empty();
        }
        try {
            return Optional.of(readChecked(checkpoint));
        } catch (IOException e) {
            try {
                SafeTensors predecessor = readChecked(previous);
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
    private static SafeTensors readChecked(Path path) throws IOException {
        SafeTensors state = SafeTensors.read(path);
        String stored = state.metadata().get(CHECKSUM);
        String found = checksum(state);
        if (stored != null && !stored.equals(found)) {
            throw new IOException(
                    path + " is damaged: its SHA-256 is " + found + " instead of " + stored);
        }
        try {
            LearnerState.of(state);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + " is damaged: " + e.getMessage(), e);
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
        long stored = storedEpoch();
        if (stored != epoch) {
            throw new IllegalStateException("another learner has taken over "
                    + directory.toAbsolutePath() + ": it began epoch " + stored
                    + " after epoch " + epoch + " of this one");
        }
        if (Files.exists(checkpoint) && !isNewestDamaged) {
            keepPredecessor();
        }
        Map<String, String> metadata = new TreeMap<>(state.metadata());
        metadata.put(CHECKSUM, checksum(state));
        new SafeTensors(metadata, state.tensors()).write(checkpoint);
        isNewestDamaged = false;
    }

    /** A second name for the same file, so that the newest state is there at any time. */
    private void keepPredecessor() throws IOException {
        Path link = directory.resolve("previous.partial");
        Files.deleteIfExists(link);
        try {
            Files.createLink(link, checkpoint);
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("no links on this file system", e);
            Files.copy(checkpoint, link);
        }
        replace(link, previous);
        // Renaming a second name of the same file onto it changes nothing.
        Files.deleteIfExists(link);
    }

    private static void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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

    /** Lets go of the directory. */
    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}

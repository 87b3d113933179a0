package io.nucleate.learner.service;

import java.io.IOException;
import java.util.Optional;

/**
 * Keeps the files of a learner's state: few names, each replaced as a whole, held by one learner at
 * a time. {@link DirectoryStorage} keeps them in a directory, {@link S3Storage} in a bucket.
 */
public interface StateStorage extends AutoCloseable {
    /** Returns where a file is, for messages. */
    String place(String name);

    /**
     * Takes the storage, and removes what a learner that was killed left half written.
     *
     * @throws IOException where another learner has it, or it cannot be reached or written
     */
    void lock() throws IOException;

    /** Returns whether a file is there. */
    boolean exists(String name) throws IOException;

    /** Reads a file; empty where there is none. */
    Optional<byte[]> read(String name) throws IOException;

    /**
     * Writes a file or replaces it. It outlives the power when this returns, and nobody ever reads
     * half of it.
     *
     * @throws IllegalStateException where another learner has replaced it since this one read or
     *     wrote it, as far as the storage can tell
     */
    void replace(String name, byte[] content) throws IOException;

    /** Gives what is under one name a second name too, which lasts when the first is replaced. */
    void keep(String name, String as) throws IOException;

    /** Lets go of the storage. */
    @Override
    void close() throws IOException;
}

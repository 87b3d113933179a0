package io.nucleate.learner.service;

import io.nucleate.tensors.AtomicFile;

import org.jboss.logging.Logger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps a learner's state in a directory, whose file {@code lock} a running learner holds. */
public final class DirectoryStorage implements StateStorage {
    private static final Logger LOG = Logger.getLogger(DirectoryStorage.class);

    private final Path directory;
    private FileChannel lock;

    /** @param directory created when it is locked or written */
    public DirectoryStorage(Path directory) {
        this.directory = directory;
    }

    @Override
    public String place(String name) {
        return directory.resolve(name).toAbsolutePath().toString();
    }

    @Override
    public void lock() throws IOException {
        Files.createDirectories(directory);
        lock = FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(lock)) {
            lock.close();
            throw new IOException("another learner uses " + directory.toAbsolutePath()
                    + "; stop it, or give this one a nucleate.learner.data-dir of its own");
        }
        try (DirectoryStream<Path> partial =
                Files.newDirectoryStream(directory, "*" + AtomicFile.PARTIAL)) {
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

    @Override
    public boolean exists(String name) {
        return Files.exists(directory.resolve(name));
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(directory.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void replace(String name, byte[] content) throws IOException {
        AtomicFile.write(directory.resolve(name), content);
    }

    /** Makes a second name of the same file, so that the first is there at any time. */
    @Override
    public void keep(String name, String as) throws IOException {
        Path file = directory.resolve(name);
        Path link = directory.resolve(as + AtomicFile.PARTIAL);
        Files.deleteIfExists(link);
        try {
            Files.createLink(link, file);
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("no links on this file system", e);
            Files.copy(file, link);
        }
        AtomicFile.replace(link, directory.resolve(as));
        // Renaming a second name of the same file onto it changes nothing.
        Files.deleteIfExists(link);
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}

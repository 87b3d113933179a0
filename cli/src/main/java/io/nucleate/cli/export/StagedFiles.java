package io.nucleate.cli.export;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files and directories that appear together, whole, or not at all: each is written beside its
 * place under another name, and renamed when all are done.
 */
public final class StagedFiles implements AutoCloseable {
    private static final String SUFFIX = ".writing";

    /** Where each is written, by where it will be. */
    private final Map<Path, Path> parts = new LinkedHashMap<>();

    /**
     * Begins a file, so that a place that cannot be written is known before there is work to lose.
     *
     * @return where to write it until {@link #commit}
     * @throws IOException with the file, where its directory is missing or cannot be written
     */
    public Path file(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new IOException(target + " is a directory; name a file");
        }
        Path part = part(target);
        Files.write(part, new byte[0]);
        parts.put(target, part);
        return part;
    }

    /**
     * Begins a directory.
     *
     * @throws IOException with the directory, where it exists and is not empty, so that no file of
     *     another export stays among the new ones
     */
    public Path directory(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            try (var entries = Files.list(target)) {
                if (entries.findAny().isPresent()) {
                    throw new IOException(target + " is not empty; name a new directory");
                }
            }
        } else if (Files.exists(target)) {
            throw new IOException(target + " is a file; name a new directory");
        }
        Path part = part(target);
        delete(part);
        Files.createDirectory(part);
        parts.put(target, part);
        return part;
    }

    private static Path part(Path target) {
        return target.resolveSibling(target.getFileName() + SUFFIX);
    }

    /** Puts all in their places. */
    public void commit() throws IOException {
        for (Map.Entry<Path, Path> entry : parts.entrySet()) {
            Path target = entry.getKey();
            if (Files.isDirectory(target)) {
                Files.delete(target); // it is empty
            }
            Files.move(
                    entry.getValue(),
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        parts.clear();
    }

    /** Deletes what was not committed. */
    @Override
    public void close() throws IOException {
        for (Path part : parts.values()) {
            delete(part);
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

package io.nucleate.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces files as a whole, so that a reader never sees half of one. */
public final class AtomicFile {
    /** End of the name of a file that is being written. */
    public static final String PARTIAL = ".partial";

    private AtomicFile() {}

    /**
     * Writes beside the path and renames. The file is on the disk when this returns, so that it
     * outlives the power.
     *
     * @param path its directory is created if it is missing
     */
    public static void write(Path path, byte[] content) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path temporary = Files.createTempFile(parent, path.getFileName().toString(), PARTIAL);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            replace(temporary, path);
        } finally {
            // Left over only where the disk is full or the path cannot be replaced.
            Files.deleteIfExists(temporary);
        }
    }

    /** Renames a file; the new name is on the disk when this returns. */
    public static void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory =
                FileChannel.open(to.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            // The name of a file is part of its directory.
            directory.force(true);
        }
    }
}

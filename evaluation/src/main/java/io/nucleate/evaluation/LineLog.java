package io.nucleate.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file of JSON lines that only grows. Its process may be killed at any time: a last line without
 * end is cut off at the next start.
 */
public final class LineLog implements Closeable {
    private final FileChannel channel;

    private LineLog(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a log, or begins it.
     *
     * @param earlier takes every line that is in it; throws IllegalArgumentException for a line
     *     that has no place there
     * @throws IOException also for such a line; the message names it
     */
    public static LineLog open(Path file, Consumer<ObjectNode> earlier) throws IOException {
        if (Files.exists(file)) {
            cutPartialLine(file);
            int number = 0;
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    earlier.accept(CrystalJson.parse(line));
                }
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        file + " line " + number + ": " + e.getMessage()
                                + "; remove the line, or begin anew elsewhere",
                        e);
            }
        }
        return new LineLog(FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND));
    }

    private static void cutPartialLine(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long end = bytes.length();
            while (end > 0) {
                bytes.seek(end - 1);
                if (bytes.read() == '\n') {
                    break;
                }
                end--;
            }
            bytes.setLength(end);
        }
    }

    /** Appends lines. They are on the disk when this returns. */
    public void write(List<ObjectNode> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

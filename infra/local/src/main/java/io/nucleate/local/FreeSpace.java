package io.nucleate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Watches the room that is left on the disk of a data directory, whoever fills it. For use by one
 * thread, which calls {@link #tick}.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>room</td><td>less than {@link #MIN_BYTES} are left</td>
 *     <td>full: cause and remedy are said; who dies is not started again</td></tr>
 * <tr><td>full</td><td>more than {@link #ENOUGH_BYTES} are left</td>
 *     <td>room: that is said; who died is started again</td></tr>
 * </table>
 */
final class FreeSpace {
    private static final Logger LOG = Logger.getLogger(FreeSpace.class.getName());
    /** Below that a broker does not start. */
    static final long MIN_BYTES = 300L << 20;

    static final long ENOUGH_BYTES = 400L << 20;

    private final Path directory;
    private final LongSupplier usableBytes;
    private final Consumer<String> notices;
    private boolean isFull;

    FreeSpace(Path directory, Consumer<String> notices) {
        this(directory, () -> usable(directory), notices);
    }

    FreeSpace(Path directory, LongSupplier usableBytes, Consumer<String> notices) {
        this.directory = directory;
        this.usableBytes = usableBytes;
        this.notices = notices;
    }

    private static long usable(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            LOG.log(Level.FINE, "the free space is not known", e);
            return Long.MAX_VALUE;
        }
    }

    void tick() {
        long bytes = usableBytes.getAsLong();
        if (!isFull && bytes < MIN_BYTES) {
            isFull = true;
            notices.accept("the disk of " + directory + " is full, " + DataSize.text(bytes)
                    + " are left: make room there, or give the run less with --disk-budget; what"
                    + " ends meanwhile is started again when " + DataSize.text(ENOUGH_BYTES)
                    + " are free, and nothing is lost");
        } else if (isFull && bytes >= ENOUGH_BYTES) {
            isFull = false;
            notices.accept("there is room again on the disk of " + directory + "; the run goes on");
        }
    }

    boolean isFull() {
        return isFull;
    }
}

package io.nucleate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a data directory may grow to on its disk. A run that fills its own disk would wait for ever:
 * without room there is no broker, and without a broker nothing is dropped.
 */
final class DiskBudget {
    private DiskBudget() {}

    /**
     * Returns the budget that a user wishes, or what the disk has room for when the run starts, if
     * that is less. Says so in that case.
     */
    static long of(Path dataDir, long wishedBytes, Consumer<String> notices) {
        long bytes;
        try {
            FileStore disk = Files.getFileStore(dataDir);
            bytes = of(
                    wishedBytes,
                    DiskKeeper.measure(dataDir).total(),
                    disk.getUsableSpace(),
                    disk.getTotalSpace());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell what the disk of " + dataDir + " holds", e);
        }
        if (bytes < wishedBytes) {
            notices.accept("the disk of " + dataDir + " has room for " + DataSize.text(bytes)
                    + ", which is the disk budget instead of " + DataSize.text(wishedBytes));
        }
        return bytes;
    }

    /**
     * @param usedBytes what the data directory holds
     * @param usableBytes what is left on the disk. Where that is next to nothing, somebody fills
     *     the disk for now, and what the run may have follows from the size of the disk
     */
    static long of(long wishedBytes, long usedBytes, long usableBytes, long diskBytes) {
        long available = usableBytes < FreeSpace.ENOUGH_BYTES ? diskBytes : usedBytes + usableBytes;
        return Math.min(wishedBytes, Math.max(0, available - FreeSpace.ENOUGH_BYTES));
    }
}

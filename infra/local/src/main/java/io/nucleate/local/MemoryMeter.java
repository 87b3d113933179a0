package io.nucleate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The highest resident memory of a set of processes together, as Linux reports it; pages they share
 * count in each.
 */
public final class MemoryMeter {
    private long peakKb;

    /** Adds up the processes' memory at this moment. */
    void sample(List<Long> pids) {
        peakKb = Math.max(
                peakKb, pids.stream().mapToLong(MemoryMeter::residentKb).sum());
    }

    /** Peak so far in MiB; empty where the system does not report it. */
    OptionalLong peakMb() {
        return peakKb == 0 ? OptionalLong.empty() : OptionalLong.of(peakKb >> 10);
    }

    /** Returns the resident memory of a process in KiB; 0 where the system does not report it. */
    public static long residentKb(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            // It ended a moment ago, or this is not Linux.
            return 0;
        }
    }
}

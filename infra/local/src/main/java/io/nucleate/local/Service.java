package io.nucleate.local;

import java.util.Locale;
import java.util.Map;

/** The services of the loop, each a Quarkus application in a module of the same name. */
public enum Service {
    GENERATOR(256, 2),
    SCORER(384, 2),
    LEARNER(512, 2),
    /** It has dozens of threads and little to compute, so one arena is enough. */
    DASHBOARD(192, 1);

    private final int heapMaxMb;
    private final int memoryArenasMax;

    Service(int heapMaxMb, int memoryArenasMax) {
        this.heapMaxMb = heapMaxMb;
        this.memoryArenasMax = memoryArenasMax;
    }

    /** Name of the module, and of the service on the command line. */
    public String module() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Java heap it is given on one machine, in MiB; tensors live outside of it. */
    int heapMaxMb() {
        return heapMaxMb;
    }

    /**
     * Variables of its environment. The C library keeps memory in arenas, which add up to gigabytes
     * if each thread has one.
     */
    Map<String, String> environment() {
        return Map.of(
                "OMP_NUM_THREADS",
                Commands.OPENMP_THREADS,
                "MALLOC_ARENA_MAX",
                Integer.toString(memoryArenasMax));
    }
}

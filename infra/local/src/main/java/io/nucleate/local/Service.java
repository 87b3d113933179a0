package io.nucleate.local;

import java.util.Locale;

/** The services of the loop, each a Quarkus application in a module of the same name. */
public enum Service {
    GENERATOR(256),
    SCORER(384),
    LEARNER(512),
    DASHBOARD(256);

    private final int heapMaxMb;

    Service(int heapMaxMb) {
        this.heapMaxMb = heapMaxMb;
    }

    /** Name of the module, and of the service on the command line. */
    public String module() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Java heap it is given on one machine, in MiB; tensors live outside of it. */
    int heapMaxMb() {
        return heapMaxMb;
    }
}

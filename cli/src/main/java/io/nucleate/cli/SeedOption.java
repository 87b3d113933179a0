package io.nucleate.cli;

import picocli.CommandLine.Option;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** The option of verbs that draw crystals at random. */
final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The same seed gives the same crystals. Default: random.")
    private Long seed;

    SplittableRandom random() {
        return new SplittableRandom(seed != null ? seed : new SecureRandom().nextLong());
    }

    /** Returns the seed that was given, or else another one, always the same. */
    long orElse(long fixed) {
        return seed != null ? seed : fixed;
    }
}

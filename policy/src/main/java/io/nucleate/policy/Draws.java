package io.nucleate.policy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * The randomness of crystals that are numbered: each has its own, a function of a seed, the name of
 * who numbers them, and the number. So crystals can be drawn again, in any process and at any time,
 * and nothing of a generator's past needs to be stored but the next number.
 */
public final class Draws {
    private Draws() {}

    /**
     * Returns the randomness of consecutive crystals, in the order of their numbers.
     *
     * @param source name of who numbers them; others with the same seed draw other crystals
     * @param first number of the first one
     */
    public static List<SplittableRandom> of(long seed, String source, long first, int count) {
        long name = mix(seed);
        for (int i = 0; i < source.length(); i++) {
            name = mix(name ^ source.charAt(i));
        }
        long base = name;
        return LongStream.range(first, first + count)
                .mapToObj(number -> new SplittableRandom(mix(base ^ number)))
                .toList();
    }

    private static long mix(long bits) {
        return new SplittableRandom(bits).nextLong();
    }
}

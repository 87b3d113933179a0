package io.nucleate.policy.search;

/**
 * Length and temperature of a search.
 *
 * @param chains number of chains that go on side by side, in one batch
 * @param steps proposals for each chain
 * @param temperature the chains visit crystals in proportion to their density to the power of
 *     1/temperature
 */
public record SearchSettings(int chains, int steps, double temperature) {
    /** @throws IllegalArgumentException for settings with which nothing can be searched */
    public SearchSettings {
        if (chains < 1 || steps < 0) {
            throw new IllegalArgumentException(
                    "a search needs at least one chain and no negative number of steps, found "
                            + chains + " and " + steps);
        }
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException(
                    "temperature must be positive, found " + temperature);
        }
    }
}

package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CrystalJson;

/**
 * A crystal that is learned from again. It is kept as it is stored, so that a restored learner
 * reads the same numbers.
 *
 * @param kind its protostructure
 * @param reward that was learned from
 * @param line the crystal, as a crystal line in JSON
 */
public record Elite(String kind, double reward, String line) {
    static Elite of(String kind, double reward, Crystal crystal) {
        return new Elite(kind, reward, CrystalJson.write(crystal).toString());
    }

    Crystal crystal() {
        return CrystalJson.readCrystal(CrystalJson.parse(line));
    }
}

package io.nucleate.crystal;

import java.util.Map;
import java.util.Optional;

/**
 * A generated or a known material.
 *
 * @param name what it is called in results
 * @param crystal by its symmetry, where that is known
 * @param structure every atom of some cell
 * @param properties numbers that are known of it, by the name that its source gave them
 */
public record Material(
        String name,
        Optional<Crystal> crystal,
        Structure structure,
        Map<String, Double> properties) {

    /** Atoms in the primitive cell; where the symmetry is not known, in the cell given. */
    public int primitiveAtomCount() {
        return crystal.map(found -> found.atomCount() / found.spaceGroup().centrings().length)
                .orElse(structure.atomCount());
    }
}

package io.nucleate.crystal;

import java.util.Map;
import java.util.Optional;

/**
 * A generated or a known material.
 *
 * @param name the name that results give it
 * @param crystal its description by symmetry, where that is known
 * @param structure every atom of one cell
 * @param properties known numbers, by the names that their source gave them
 */
public record Material(
        String name,
        Optional<Crystal> crystal,
        Structure structure,
        Map<String, Double> properties) {

    /**
     * Returns the number of atoms in the primitive cell. Where the symmetry is not known, it counts
     * the atoms of the cell given.
     */
    public int primitiveAtomCount() {
        return crystal.map(Crystal::primitiveAtomCount).orElse(structure.atomCount());
    }
}

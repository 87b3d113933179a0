package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.PreparedStructure;

import java.util.Optional;

/** The materials that are not news. Implementations are for any number of threads. */
public interface KnownMaterials {
    /** Number of known materials. */
    int size();

    /** How a material is recognised, in words for the reader of a result. */
    String protocol();

    /** Whether {@link #find} has what it needs to recognise such a material. */
    boolean canTell(Material material);

    /**
     * The name of a known material that is the same.
     *
     * @param prepared the material's structure
     */
    Optional<String> find(Material material, PreparedStructure prepared);
}

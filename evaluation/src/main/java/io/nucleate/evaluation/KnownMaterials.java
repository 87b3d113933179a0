package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.PreparedStructure;

import java.util.Optional;

/**
 * The materials that are known already, so that a generated one that is the same is not novel. Any
 * number of threads may use an implementation.
 */
public interface KnownMaterials {
    /** Returns the number of known materials. */
    int size();

    /** Returns how a material is recognised, in words for the reader of a result. */
    String protocol();

    /** Tells whether {@link #find} can decide if a material is known. */
    boolean canTell(Material material);

    /**
     * Returns the name of a known material that is the same as a material; empty if there is none.
     *
     * @param prepared structure of the material
     */
    Optional<String> find(Material material, PreparedStructure prepared);
}

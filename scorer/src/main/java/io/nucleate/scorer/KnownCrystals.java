package io.nucleate.scorer;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.evaluation.MaterialIndex;

import java.util.Optional;

/** Recognises crystals of known materials. */
@FunctionalInterface
public interface KnownCrystals {
    /** Knows none. */
    KnownCrystals NONE = crystal -> Optional.empty();

    /** Recognises the materials of the index that comes with Nucleate, by their protostructure. */
    static KnownCrystals shipped() {
        MaterialIndex index = MaterialIndex.shipped();
        return crystal ->
                index.find(Protostructure.of(crystal)).map(MaterialIndex.IndexedMaterial::name);
    }

    /** Returns the name of the known material that a crystal is. Any thread may call it. */
    Optional<String> name(Crystal crystal);
}

package io.nucleate.scorer.service;

import io.nucleate.crystal.Crystal;

import java.util.Optional;

/** Recognises crystals of known materials. */
@FunctionalInterface
public interface KnownCrystals {
    /** Knows none. */
    KnownCrystals NONE = crystal -> Optional.empty();

    /** Returns the name of the known material that a crystal is. Any thread may call it. */
    Optional<String> name(Crystal crystal);
}

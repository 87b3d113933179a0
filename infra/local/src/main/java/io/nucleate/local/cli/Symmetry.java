package io.nucleate.local.cli;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.StructureEntry;

/** Crystals by their symmetry, from whatever a user brings. */
final class Symmetry {
    private Symmetry() {}

    /** @throws IllegalArgumentException for an entry that could not be read, or that says nothing of its symmetry */
    static Crystal crystal(StructureEntry entry) {
        if (entry.isError()) {
            throw new IllegalArgumentException(entry.error());
        }
        if (entry.crystal() == null) {
            throw new IllegalArgumentException("the policy knows crystals by their symmetry; give " + entry.source()
                    + " as a crystal line, with space_group, lattice and sites");
        }
        return entry.crystal();
    }
}

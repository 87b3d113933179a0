package io.nucleate.cli.export;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.hull.Phase;
import io.nucleate.evaluation.MaterialIndex;
import io.nucleate.evaluation.MaterialIndex.IndexedMaterial;
import io.nucleate.schemas.discovery.Novelty;

import java.util.Optional;
import java.util.OptionalDouble;

/** Holds crystals against the index of known materials and the phases under the hull. */
public final class NoveltyCheck {
    private final MaterialIndex index;
    private final HullReference reference;

    /** @param reference the table that the run's energies above the hull were measured against */
    public NoveltyCheck(MaterialIndex index, HullReference reference) {
        this.index = index;
        this.reference = reference;
    }

    public MaterialIndex index() {
        return index;
    }

    public HullReference reference() {
        return reference;
    }

    /** Tells whether a crystal is known. */
    public Novelty of(Protostructure protostructure, Composition composition) {
        Optional<IndexedMaterial> same = index.find(protostructure);
        Optional<IndexedMaterial> material = same.or(() -> index.lowest(composition));
        Optional<Phase> phase = reference.at(composition);
        return new Novelty(
                same.isPresent()
                        ? Novelty.Status.KNOWN
                        : material.isPresent() || phase.isPresent()
                                ? Novelty.Status.KNOWN_COMPOSITION
                                : Novelty.Status.NEW,
                material.map(IndexedMaterial::name),
                material.map(IndexedMaterial::formationEnergyEvPerAtom)
                        .filter(energy -> !energy.isNaN())
                        .map(OptionalDouble::of)
                        .orElse(OptionalDouble.empty()),
                phase.map(Phase::formationEnergyEvPerAtom)
                        .map(OptionalDouble::of)
                        .orElse(OptionalDouble.empty()));
    }
}

package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.Metastability;
import io.nucleate.crystal.OxidationStates;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.StructureChecks;
import io.nucleate.crystal.matching.Tolerances;
import io.nucleate.energy.hull.HullGuards;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of CDVAE (arXiv 2110.06197), which CrystalFormer reports too. Unlike there, the
 * periodic images of an atom count as its neighbours, and what lies far below the hull counts as an
 * error of the energy ({@link HullGuards#DEFAULT}), not as stable.
 */
final class DefaultRules implements Rules {
    private static final double DISTANCE_MIN_ANGSTROM = 0.5;
    private static final double VOLUME_MIN_ANGSTROM3 = 0.1;

    @Override
    public String name() {
        return "default";
    }

    @Override
    public Tolerances tolerances() {
        return Tolerances.DEFAULT;
    }

    @Override
    public Optional<Double> shortestDistanceAngstrom() {
        return Optional.of(DISTANCE_MIN_ANGSTROM);
    }

    @Override
    public String oxidationStates() {
        return OxidationStates.NAME;
    }

    @Override
    public Criteria criteria(Material material) {
        Structure structure = material.structure();
        Map<String, Boolean> structural = new LinkedHashMap<>();
        structural.put("volume", structure.volume() >= VOLUME_MIN_ANGSTROM3);
        structural.put(
                "distances",
                StructureChecks.of(structure).shortestDistanceAngstrom() >= DISTANCE_MIN_ANGSTROM);
        return new Criteria(
                structural,
                Map.of("charge_balanced", CompositionalValidity.holds(structure.composition())));
    }

    @Override
    public boolean removesInvalid() {
        return false;
    }

    @Override
    public boolean isStable(double energyAboveHullEvPerAtom) {
        return energyAboveHullEvPerAtom < 0
                && !HullGuards.DEFAULT.isImplausible(energyAboveHullEvPerAtom);
    }

    @Override
    public boolean isMetastable(double energyAboveHullEvPerAtom) {
        return Metastability.isWithin(energyAboveHullEvPerAtom)
                && !HullGuards.DEFAULT.isImplausible(energyAboveHullEvPerAtom);
    }

    @Override
    public boolean excludesStableFromMsun() {
        return false;
    }
}

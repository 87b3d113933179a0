package io.nucleate.evaluation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.StructureChecks;
import io.nucleate.crystal.matching.Tolerances;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of LeMat-GenBench (arXiv 2512.04562, and its program). Crystals are judged in their
 * conventional cells, as the program reads them from a CIF: images of one atom of that cell are not
 * its neighbours.
 */
final class LematRules implements Rules {
    /** Ratio to 0.7 angstrom plus the radii. */
    private static final double DISTANCE_FACTOR = 0.5;

    private static final double DISTANCE_BASE_ANGSTROM = 0.7;

    /** More than the least distance of the largest two atoms, at 2.6 angstrom. */
    private static final double REACH_ANGSTROM = 3;

    private static final double DENSITY_MIN_GRAM_PER_CM3 = 0.01;
    private static final double DENSITY_MAX_GRAM_PER_CM3 = 25;
    private static final double ATOMS_MIN_PER_ANGSTROM3 = 1e-5;
    private static final double ATOMS_MAX_PER_ANGSTROM3 = 0.5;
    private static final double VOLUME_MIN_ANGSTROM3 = 1;
    private static final double EDGE_MIN_ANGSTROM = 1;
    private static final double EDGE_MAX_ANGSTROM = 100;
    private static final double METASTABLE_MAX_EV_PER_ATOM = 0.1;

    @Override
    public String name() {
        return "lemat";
    }

    @Override
    public Tolerances tolerances() {
        return new Tolerances(0.1, Tolerances.DEFAULT.site(), Tolerances.DEFAULT.angleDegrees());
    }

    @Override
    public Optional<Double> shortestDistanceAngstrom() {
        return Optional.empty();
    }

    @Override
    public String oxidationStates() {
        return "metallicity, bond valences, or oxidation states of LeMat-GenBench";
    }

    @Override
    public Criteria criteria(Material material) {
        Structure structure =
                material.crystal().map(Crystal::structure).orElse(material.structure());
        double densityGramPerCm3 = StructureChecks.of(structure).densityGramPerCm3();
        double atomsPerAngstrom3 = structure.atomCount() / structure.volume();
        // Collapsed cells have neighbours without number; they are not valid, whatever these say.
        boolean collapsed = atomsPerAngstrom3 > ATOMS_MAX_PER_ANGSTROM3;
        Map<String, Boolean> structural = new LinkedHashMap<>();
        structural.put("distances", !collapsed && distancesHold(structure));
        structural.put(
                "density",
                densityGramPerCm3 >= DENSITY_MIN_GRAM_PER_CM3
                        && densityGramPerCm3 <= DENSITY_MAX_GRAM_PER_CM3
                        && atomsPerAngstrom3 >= ATOMS_MIN_PER_ANGSTROM3
                        && !collapsed);
        structural.put("cell", cellHolds(structure));
        structural.put("symmetry", material.crystal().isPresent());
        return new Criteria(
                structural,
                Map.of("charge_balanced", !collapsed && Charges.areBalanced(material.structure())));
    }

    static boolean distancesHold(Structure structure) {
        boolean[] tooClose = new boolean[1];
        PeriodicImages.visit(structure, REACH_ANGSTROM, (atom, neighbour, distance) -> {
            double least = DISTANCE_FACTOR
                    * (DISTANCE_BASE_ANGSTROM
                            + ChargeTable.of(structure.element(atom)).radiusAngstrom()
                            + ChargeTable.of(structure.element(neighbour)).radiusAngstrom());
            tooClose[0] |= atom != neighbour && distance < least;
        });
        return !tooClose[0];
    }

    private static boolean cellHolds(Structure structure) {
        double[] parameters = structure.lattice().parameters();
        return structure.volume() > VOLUME_MIN_ANGSTROM3
                && Arrays.stream(parameters, 0, 3)
                        .allMatch(edge -> edge >= EDGE_MIN_ANGSTROM && edge <= EDGE_MAX_ANGSTROM);
    }

    @Override
    public boolean removesInvalid() {
        return true;
    }

    @Override
    public boolean isStable(double energyAboveHullEvPerAtom) {
        return energyAboveHullEvPerAtom <= 0;
    }

    @Override
    public boolean isMetastable(double energyAboveHullEvPerAtom) {
        return energyAboveHullEvPerAtom <= METASTABLE_MAX_EV_PER_ATOM;
    }

    @Override
    public boolean excludesStableFromMsun() {
        return true;
    }
}

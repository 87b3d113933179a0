package io.nucleate.energy;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.StructureChecks;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.relaxation.Relaxed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Warns of energetics that should be doubted. Each warning is one sentence with a word and a colon
 * before it. The word never changes, so that programs can count warnings by it.
 */
public final class EnergyWarnings {
    /**
     * Word of the warning that two atoms are closer than in any known structure. The potential was
     * not trained on such structures.
     */
    public static final String ATOMS_TOO_CLOSE = "atoms-too-close";

    /**
     * Word of the warning that a pure element is measured against references that were fitted to
     * compounds. For 60 structures of one element in the Materials Project, the formation energy
     * from CHGNet and its references has a median error of 0.033 eV/atom and a largest error of
     * 0.17; for compounds the mean error is 0.02.
     */
    public static final String SINGLE_ELEMENT = "single-element";

    /** Word of the warning that the relaxation ended before forces and stress were small. */
    public static final String NOT_CONVERGED = "not-converged";

    private final boolean elementsAreFitted;
    private final HullGuards guards;

    /**
     * @param references elemental references behind the formation energies
     * @param guards bounds within which an energy above the hull can be trusted
     */
    public EnergyWarnings(ElementalReferences references, HullGuards guards) {
        this.elementsAreFitted = references.areFitted();
        this.guards = guards;
    }

    /** Returns the warnings about the energetics of a crystal; an empty list if there are none. */
    public List<String> of(Energetics energetics) {
        List<String> warnings = new ArrayList<>();
        StructureChecks checks = StructureChecks.of(energetics.structure());
        if (checks.atomsTooClose()) {
            warnings.add(sentence(
                    ATOMS_TOO_CLOSE,
                    "the shortest distance is %.3f angstrom, %.2f of the sum of the covalent radii;"
                            + " the potential has learned no such structures",
                    checks.shortestDistanceAngstrom(),
                    checks.shortestDistanceOverRadii()));
        }
        energetics
                .relaxed()
                .filter(relaxed -> !relaxed.converged())
                .ifPresent(relaxed -> warnings.add(notConverged(relaxed)));
        if (elementsAreFitted && energetics.composition().elements().size() == 1) {
            warnings.add(sentence(
                    SINGLE_ELEMENT,
                    "the references of the elements are fitted to compounds; the formation energy"
                            + " of a pure element can be off by 0.1 eV/atom and more"));
        }
        warnings.addAll(ofHull(
                energetics.composition(),
                energetics.decomposition(),
                energetics.energyAboveHullEvPerAtom(),
                guards));
        return warnings;
    }

    /** Returns the warnings about a distance above the hull, from whatever source the energy is. */
    public static List<String> ofHull(
            Composition composition,
            Decomposition decomposition,
            double energyAboveHullEvPerAtom,
            HullGuards guards) {
        List<String> warnings = new ArrayList<>();
        if (guards.isSparse(composition, decomposition.knownPhases())) {
            warnings.add(sentence(
                    HullGuards.SPARSE_REFERENCE,
                    "the hull of %s stands on %d known phases, which is too few for the distance"
                            + " to it to say much",
                    composition.elements().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining("-")),
                    decomposition.knownPhases()));
        }
        if (guards.isImplausible(energyAboveHullEvPerAtom)) {
            warnings.add(sentence(
                    HullGuards.IMPLAUSIBLE_ENERGY,
                    "%.3f eV/atom below the hull is more likely an error of the energy than a"
                            + " stable phase",
                    -energyAboveHullEvPerAtom));
        }
        return warnings;
    }

    /** Returns the word before the colon of a warning. */
    public static String word(String warning) {
        return warning.substring(0, warning.indexOf(':'));
    }

    private static String notConverged(Relaxed relaxed) {
        return sentence(
                NOT_CONVERGED,
                "after %d steps forces of up to %.3f eV/angstrom and stresses of up to %.2f GPa"
                        + " are left",
                relaxed.steps(),
                relaxed.prediction().forceMaxEvPerAngstrom(),
                relaxed.stressMaxGpa());
    }

    private static String sentence(String word, String format, Object... values) {
        return word + ": " + String.format(Locale.ROOT, format, values);
    }
}

package io.nucleate.energy.potential;

import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.util.List;
import java.util.Locale;

/**
 * Tests a module before it is used. A well-formed card can still state wrong units, signs or order
 * of tensors. Such an error shows in forces and a stress that are not the derivatives of the
 * energy.
 */
final class ModelCardCheck {
    /** Displacement in angstrom, and strain, by which the test crystal is moved. */
    private static final double STEP = 0.005;

    private static final double RELATIVE_TOLERANCE = 0.05;

    /** Rounding of an energy of about 10 eV in single precision, divided by twice the step. */
    private static final double TOLERANCE_EV = 0.02;

    private final TorchScriptPotential potential;
    private final double[][] lattice;
    private final int[] atomicNumbers;

    private ModelCardCheck(TorchScriptPotential potential, ModelCard card) {
        this.potential = potential;
        double a = card.cutoffAngstrom() * 0.8;
        lattice = new double[][] {{a, 0, 0}, {0.2 * a, 0.9 * a, 0}, {0.1 * a, 0.3 * a, a}};
        int last = card.elements().size() - 1;
        atomicNumbers = new int[] {
            card.elements().get(0).atomicNumber(), card.elements().get(last).atomicNumber()
        };
    }

    /**
     * Compares the forces and the stress of a test crystal with differences of its energies.
     *
     * @throws IllegalStateException if the module fails, or if forces or stress do not agree with
     *     the energies
     */
    static void check(TorchScriptPotential potential, ModelCard card) {
        ModelCardCheck check = new ModelCardCheck(potential, card);
        Structure structure = check.structure(0, 0, 0);
        Prediction prediction = check.predictions(
                        List.of(structure), RequestedQuantities.ENERGY_FORCES_STRESS)
                .get(0);
        List<Prediction> moved = check.predictions(
                List.of(
                        check.structure(STEP, 0, 0),
                        check.structure(-STEP, 0, 0),
                        check.structure(0, STEP, 0),
                        check.structure(0, -STEP, 0),
                        check.structure(0, 0, 1)),
                RequestedQuantities.ENERGY);
        if (!(Math.abs(moved.get(4).energyEvPerAtom() - prediction.energyEvPerAtom())
                <= STEP * TOLERANCE_EV)) {
            throw new IllegalStateException(
                    "the energy of a test crystal changes when an atom moves by a lattice vector;"
                            + " check neighbours.edge_vectors, which also tells the sense of"
                            + " edge_shifts");
        }
        check.compare(
                "forces",
                "eV/angstrom",
                prediction.forcesEvPerAngstrom()[1][0],
                -check.slope(moved.get(0), moved.get(1)));
        check.compare(
                "stress",
                "eV",
                prediction.stressEvPerAngstrom3()[0][0] * structure.volume(),
                check.slope(moved.get(2), moved.get(3)));
    }

    /**
     * Returns a test crystal of two atoms.
     *
     * @param angstrom displacement of the second atom along x
     * @param strain strain of the whole crystal along x
     * @param latticeVectors number of lattice vectors by which the second atom is moved
     */
    private Structure structure(double angstrom, double strain, int latticeVectors) {
        double[][] frac = {{0, 0, 0}, {0.45 + latticeVectors, 0.4 - latticeVectors, 0.55}};
        double[] cartesian = Vectors.multiply(frac[1], lattice);
        cartesian[0] += angstrom;
        frac[1] = Vectors.multiply(cartesian, Vectors.inverse(lattice));
        double[][] strained = Vectors.multiply(
                lattice, new double[][] {{1 + strain, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        return new Structure(strained, atomicNumbers, frac);
    }

    private List<Prediction> predictions(List<Structure> structures, RequestedQuantities what) {
        return potential.evaluate(structures, what).stream()
                .map(Result::orElseThrow)
                .toList();
    }

    private double slope(Prediction plus, Prediction minus) {
        return atomicNumbers.length
                * (plus.energyEvPerAtom() - minus.energyEvPerAtom())
                / (2 * STEP);
    }

    private void compare(String what, String unit, double given, double slope) {
        if (!(Math.abs(given - slope) <= TOLERANCE_EV + RELATIVE_TOLERANCE * Math.abs(slope))) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "the %s of a test crystal are %.4f %s but the energies' slope says %.4f;"
                            + " check units, signs and the order"
                            + " of inputs and outputs",
                    what,
                    given,
                    unit,
                    slope));
        }
    }
}

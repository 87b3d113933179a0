package io.nucleate.reward;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Energetics for tests, in which every number can be chosen. The first choice is an excellent
 * compound of two elements.
 */
public record SampleEnergetics(
        double energyAboveHullEvPerAtom,
        int knownPhases,
        double volumePerAtomAngstrom3,
        double forceEvPerAngstrom,
        Estimate bandGap,
        Estimate dielectric) {
    static final SampleEnergetics EXCELLENT =
            new SampleEnergetics(0, 5, 20, 0, new Estimate(4, 0.1), new Estimate(5, 0.1));

    private static final double HULL_EV_PER_ATOM = -1.5;

    SampleEnergetics aboveHull(double evPerAtom) {
        return new SampleEnergetics(
                evPerAtom,
                knownPhases,
                volumePerAtomAngstrom3,
                forceEvPerAngstrom,
                bandGap,
                dielectric);
    }

    SampleEnergetics phases(int known) {
        return new SampleEnergetics(
                energyAboveHullEvPerAtom,
                known,
                volumePerAtomAngstrom3,
                forceEvPerAngstrom,
                bandGap,
                dielectric);
    }

    SampleEnergetics volume(double angstrom3) {
        return new SampleEnergetics(
                energyAboveHullEvPerAtom,
                knownPhases,
                angstrom3,
                forceEvPerAngstrom,
                bandGap,
                dielectric);
    }

    SampleEnergetics force(double evPerAngstrom) {
        return new SampleEnergetics(
                energyAboveHullEvPerAtom,
                knownPhases,
                volumePerAtomAngstrom3,
                evPerAngstrom,
                bandGap,
                dielectric);
    }

    /**
     * Returns this sample with other properties.
     *
     * @param gap band gap; null if it is not known
     * @param constant dielectric constant; null if it is not known
     */
    SampleEnergetics properties(Estimate gap, Estimate constant) {
        return new SampleEnergetics(
                energyAboveHullEvPerAtom,
                knownPhases,
                volumePerAtomAngstrom3,
                forceEvPerAngstrom,
                gap,
                constant);
    }

    /** @param forces whether forces were requested from the potential */
    Energetics energetics(boolean forces) {
        Map<Property, Estimate> properties = new HashMap<>();
        if (bandGap != null) {
            properties.put(Property.BAND_GAP, bandGap);
        }
        if (dielectric != null) {
            properties.put(Property.DIELECTRIC_ELECTRONIC, dielectric);
        }
        double stress = forceEvPerAngstrom / 10;
        Prediction prediction = new Prediction(
                -3,
                forces
                        ? new double[][] {{0, forceEvPerAngstrom, 0}, {0, -forceEvPerAngstrom, 0}}
                        : new double[0][],
                forces
                        ? new double[][] {{stress, 0, 0}, {0, -stress, 0}, {0, 0, 0}}
                        : new double[0][],
                new double[0],
                new double[0][]);
        return new Energetics(
                structure("NaCl", volumePerAtomAngstrom3),
                prediction,
                HULL_EV_PER_ATOM + energyAboveHullEvPerAtom,
                FlatPotential.hull(),
                new Decomposition(HULL_EV_PER_ATOM, Map.of("NaCl", 1.0), knownPhases),
                properties,
                Optional.empty(),
                Optional.empty());
    }

    /** Returns energetics of a composition, without forces and properties. */
    public static Energetics of(
            String formula, double formationEnergyEvPerAtom, Decomposition decomposition) {
        return new Energetics(
                structure(formula, 20),
                new Prediction(
                        -3, new double[0][], new double[0][], new double[0], new double[0][]),
                formationEnergyEvPerAtom,
                FlatPotential.hull(),
                decomposition,
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns a cubic cell with the atoms of a formula on its diagonal. */
    private static Structure structure(String formula, double volumePerAtomAngstrom3) {
        Composition composition = Composition.parse(formula);
        int[] atomicNumbers = composition.elements().stream()
                .flatMapToInt(element -> IntStream.generate(element::atomicNumber)
                        .limit((long) composition.amount(element)))
                .toArray();
        double edge = Math.cbrt(atomicNumbers.length * volumePerAtomAngstrom3);
        double[][] frac = new double[atomicNumbers.length][3];
        for (int atom = 0; atom < frac.length; atom++) {
            Arrays.fill(frac[atom], atom / (double) frac.length);
        }
        return new Structure(
                new double[][] {{edge, 0, 0}, {0, edge, 0}, {0, 0, edge}}, atomicNumbers, frac);
    }

    Energetics energetics() {
        return energetics(true);
    }

    /** Returns everything about the sample, which is a new material. */
    Evidence evidence() {
        return new Evidence(energetics(), Optional.of(true));
    }
}

package io.nucleate.scorer.reward;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;

import java.util.HashMap;
import java.util.Map;

/**
 * A price for tests, in which everything may be chosen; as it is, that of an excellent compound of
 * two elements.
 */
record SampleEnergetics(
        double energyAboveHullEvPerAtom,
        int knownPhases,
        double volumePerAtomAngstrom3,
        double forceEvPerAngstrom,
        Estimate bandGap,
        Estimate dielectric) {
    static final SampleEnergetics EXCELLENT =
            new SampleEnergetics(0, 5, 20, 0, new Estimate(4, 0.1), new Estimate(5, 0.1));

    private static final double HULL_EV = -1.5;

    SampleEnergetics aboveHull(double ev) {
        return new SampleEnergetics(
                ev, knownPhases, volumePerAtomAngstrom3, forceEvPerAngstrom, bandGap, dielectric);
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

    /** @param gap null where it is not known; so is the dielectric constant */
    SampleEnergetics properties(Estimate gap, Estimate constant) {
        return new SampleEnergetics(
                energyAboveHullEvPerAtom,
                knownPhases,
                volumePerAtomAngstrom3,
                forceEvPerAngstrom,
                gap,
                constant);
    }

    /** @param forces whether the potential was asked for forces */
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
                        Composition.parse("NaCl"),
                        volumePerAtomAngstrom3,
                        prediction,
                        HULL_EV + energyAboveHullEvPerAtom,
                        new Decomposition(HULL_EV, Map.of("NaCl", 1.0), knownPhases))
                .withProperties(properties);
    }

    Energetics energetics() {
        return energetics(true);
    }
}

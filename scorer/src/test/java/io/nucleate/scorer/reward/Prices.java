package io.nucleate.scorer.reward;

import io.nucleate.crystal.Composition;
import io.nucleate.scorer.hull.ConvexHull.Decomposition;
import io.nucleate.scorer.potential.Prediction;
import io.nucleate.scorer.price.Price;
import io.nucleate.scorer.property.Estimate;
import io.nucleate.scorer.property.Property;
import java.util.HashMap;
import java.util.Map;

/** A price for tests, in which everything may be chosen; as it is, that of an excellent compound of two elements. */
record Prices(
        double energyAboveHullEv,
        int knownPhases,
        double volumePerAtomAngstrom3,
        double forceEvPerAngstrom,
        Estimate bandGap,
        Estimate dielectric) {
    static final Prices EXCELLENT = new Prices(0, 5, 20, 0, new Estimate(4, 0.1), new Estimate(5, 0.1));

    private static final double HULL_EV = -1.5;

    Prices aboveHull(double ev) {
        return new Prices(ev, knownPhases, volumePerAtomAngstrom3, forceEvPerAngstrom, bandGap, dielectric);
    }

    Prices phases(int known) {
        return new Prices(energyAboveHullEv, known, volumePerAtomAngstrom3, forceEvPerAngstrom, bandGap, dielectric);
    }

    Prices volume(double angstrom3) {
        return new Prices(energyAboveHullEv, knownPhases, angstrom3, forceEvPerAngstrom, bandGap, dielectric);
    }

    Prices force(double evPerAngstrom) {
        return new Prices(energyAboveHullEv, knownPhases, volumePerAtomAngstrom3, evPerAngstrom, bandGap, dielectric);
    }

    /** @param gap null where it is not known; so is the dielectric constant */
    Prices properties(Estimate gap, Estimate constant) {
        return new Prices(energyAboveHullEv, knownPhases, volumePerAtomAngstrom3, forceEvPerAngstrom, gap, constant);
    }

    /** @param forces whether the potential was asked for forces */
    Price price(boolean forces) {
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
                forces ? new double[][] {{0, forceEvPerAngstrom, 0}, {0, -forceEvPerAngstrom, 0}} : new double[0][],
                forces ? new double[][] {{stress, 0, 0}, {0, -stress, 0}, {0, 0, 0}} : new double[0][],
                new double[0],
                new double[0][]);
        return new Price(
                        Composition.parse("NaCl"),
                        volumePerAtomAngstrom3,
                        prediction,
                        HULL_EV + energyAboveHullEv,
                        new Decomposition(HULL_EV, Map.of("NaCl", 1.0), knownPhases))
                .withProperties(properties);
    }

    Price price() {
        return price(true);
    }
}

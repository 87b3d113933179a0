package io.nucleate.energy.relaxation;

import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.StructureChecks;
import io.nucleate.crystal.Vectors;
import io.nucleate.energy.potential.Prediction;

import java.util.Locale;
import java.util.Optional;

/**
 * The relaxation of one structure, step by step. It returns the structure to evaluate next, and
 * takes the prediction of the potential for it.
 */
final class Descent {
    /** Largest factor by which the volume may change; more is an explosion or a collapse. */
    private static final double VOLUME_FACTOR_MAX = 4;

    /**
     * Smallest distance of two atoms in a relaxed structure, and on the way there. The shortest
     * bond, H-H, has 0.74. At shorter distances potentials have had no training data, and some
     * predict very low energies.
     */
    private static final double DISTANCE_MIN_ANGSTROM = 0.5;

    private final DegreesOfFreedom freedom;
    private final Minimizer minimizer;
    private final RelaxationSettings settings;
    private final double initialDistanceAngstrom;
    private Place here;
    private Place lowest;
    private int steps;
    /** By how much the last step lowered the lowest energy; negative if it went uphill. */
    private double gainEvPerAtom = Double.POSITIVE_INFINITY;

    private double initialEnergyEvPerAtom;

    /** A point, its structure, and the prediction for it; null until the potential has made it. */
    private record Place(double[] point, Structure structure, Prediction prediction) {}

    Descent(DegreesOfFreedom freedom, Minimizer minimizer, RelaxationSettings settings) {
        this.freedom = freedom;
        this.minimizer = minimizer;
        this.settings = settings;
        initialDistanceAngstrom = shortestDistanceAngstrom(freedom.reference());
        here = new Place(new double[freedom.count()], freedom.reference(), null);
    }

    /** Returns the structure to evaluate next. */
    Structure structure() {
        return here.structure;
    }

    /**
     * Takes the prediction for {@link #structure} and makes a step.
     *
     * @return the result of the relaxation; empty if it has not ended and {@link #structure} is to
     *     be evaluated next
     */
    Optional<Result<Relaxed>> take(Result<Prediction> evaluated) {
        if (evaluated instanceof Result.Failure<Prediction> failure) {
            return Optional.of(failure(failure.kind(), failure.reason()));
        }
        Prediction prediction = evaluated.orElseThrow();
        here = new Place(here.point, here.structure, prediction);
        if (lowest == null) {
            initialEnergyEvPerAtom = prediction.energyEvPerAtom();
        } else {
            gainEvPerAtom = lowest.prediction.energyEvPerAtom() - prediction.energyEvPerAtom();
        }
        if (lowest == null || prediction.energyEvPerAtom() <= lowest.prediction.energyEvPerAtom()) {
            lowest = here;
        }
        if (residual(here.structure, prediction) <= settings.forceMaxEvPerAngstrom()) {
            return Optional.of(end(here, true));
        }
        return steps == settings.stepsMax() ? Optional.of(end(lowest, false)) : step();
    }

    private Optional<Result<Relaxed>> step() {
        double energyEv = here.prediction.energyEvPerAtom() * here.structure.atomCount();
        double[] gradient = freedom.gradientEvPerAngstrom(here.point, here.prediction);
        double[] point = minimizer.next(here.point, energyEv, gradient);
        if (isNearlyDown()) {
            return Optional.of(end(lowest, true));
        }
        steps++;
        try {
            here = new Place(point, freedom.structure(point), null);
        } catch (IllegalArgumentException e) {
            return Optional.of(failure(Relaxer.RUNAWAY, e.getMessage()));
        }
        double growth = here.structure.volume() / freedom.reference().volume();
        if (!(growth < VOLUME_FACTOR_MAX && growth > 1 / VOLUME_FACTOR_MAX)) {
            return Optional.of(failure(
                    Relaxer.RUNAWAY,
                    String.format(
                            Locale.ROOT, "its volume has changed by a factor of %.3g", growth)));
        }
        return hasCollapsed() ? Optional.of(collapse(here.structure)) : Optional.empty();
    }

    /**
     * Tells whether atoms have come too close that were not so close before. Potentials draw them
     * together there: of 26 such crystals among 295, drawn by a policy and relaxed with CHGNet,
     * none came apart again, in up to 500 steps.
     */
    private boolean hasCollapsed() {
        double distance = shortestDistanceAngstrom(here.structure);
        return distance < DISTANCE_MIN_ANGSTROM && distance < initialDistanceAngstrom;
    }

    private static double shortestDistanceAngstrom(Structure structure) {
        return StructureChecks.of(structure).shortestDistanceAngstrom();
    }

    /**
     * Tells whether the last step gained little and little is predicted. A prediction alone is
     * wrong where the model has seen the stiff directions only.
     */
    private boolean isNearlyDown() {
        double boundEvPerAtom = settings.descentMinEvPerAtom();
        return gainEvPerAtom >= 0
                && gainEvPerAtom < boundEvPerAtom
                && minimizer.remainingDescentEv() < boundEvPerAtom * here.structure.atomCount();
    }

    /**
     * Returns the largest force in eV/angstrom, or the length of the largest row of stress times
     * volume per atom in eV, whichever is larger.
     */
    private static double residual(Structure structure, Prediction prediction) {
        double volumePerAtom = structure.volume() / structure.atomCount();
        double residual = prediction.forceMaxEvPerAngstrom();
        for (double[] row : prediction.stressEvPerAngstrom3()) {
            residual = Math.max(residual, volumePerAtom * Vectors.norm(row));
        }
        return residual;
    }

    private Result<Relaxed> end(Place place, boolean converged) {
        if (shortestDistanceAngstrom(place.structure) < DISTANCE_MIN_ANGSTROM) {
            return collapse(place.structure);
        }
        return Result.success(new Relaxed(
                freedom.crystal(place.point),
                place.structure,
                place.prediction,
                converged,
                steps,
                initialEnergyEvPerAtom));
    }

    private Result<Relaxed> collapse(Structure structure) {
        return failure(
                Relaxer.RUNAWAY,
                String.format(
                        Locale.ROOT,
                        "atoms have come within %.3f angstrom of one another",
                        shortestDistanceAngstrom(structure)));
    }

    private Result<Relaxed> failure(String kind, String reason) {
        return Result.failure(
                kind, steps == 0 ? reason : "after " + steps + " steps of relaxation: " + reason);
    }
}

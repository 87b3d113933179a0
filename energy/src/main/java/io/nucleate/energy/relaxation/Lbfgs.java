package io.nucleate.energy.relaxation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.ToDoubleFunction;

/**
 * The limited-memory BFGS method (J. Nocedal, Math. Comput. 35, 773, 1980) without line searches,
 * so that each step costs one evaluation. It builds a quadratic model of the energy from the last
 * steps and goes to the minimum of the model.
 *
 * <p>No step moves an atom further than a bound, because the model is not valid far away. After a
 * step uphill, the method goes back, learns from the step, and tries a shorter one. Along a
 * direction of negative curvature the model has no minimum; then each step is twice as long as the
 * one before, up to the bound.
 */
final class Lbfgs implements Minimizer {
    /** Curvature assumed before the first step: the stiffness of a typical bond. */
    private static final double CURVATURE_EV_PER_ANGSTROM2 = 15;

    private static final double REACH_MAX_ANGSTROM = 0.2;
    /** Number of steps that the model is built from. */
    private static final int MEMORY = 100;

    /** Smallest curvature of a step that the model uses; a smaller one is not told from 0. */
    private static final double CURVATURE_MIN_EV_PER_ANGSTROM2 = 1e-3;

    /** Relative rise of the energy that does not count: it is the rounding of single precision. */
    private static final double ENERGY_TOLERANCE = 1e-6;

    /** Shortest step that is tried again after it went uphill; below it, the energy is rough. */
    private static final double REACH_MIN_ANGSTROM = 1e-3;

    private final ToDoubleFunction<double[]> reachAngstrom;
    private final Deque<Pair> pairs = new ArrayDeque<>();
    private double[] lowest;
    private double lowestEnergyEv;
    private double[] lowestGradient;
    private double boundAngstrom = REACH_MAX_ANGSTROM;
    private double remainingDescentEv = Double.POSITIVE_INFINITY;

    /** A step, the change of the gradient along it, and 1 divided by their scalar product. */
    private record Pair(double[] step, double[] change, double inverseProduct) {}

    /** @param reachAngstrom returns how far a step moves the atom that moves most */
    Lbfgs(ToDoubleFunction<double[]> reachAngstrom) {
        this.reachAngstrom = reachAngstrom;
    }

    @Override
    public double[] next(double[] point, double energyEv, double[] gradient) {
        double least = 0;
        if (lowest == null) {
            keep(point, energyEv, gradient);
        } else {
            double[] step = Amplitudes.sum(point, -1, lowest);
            boolean curvedUpwards = learn(step, Amplitudes.sum(gradient, -1, lowestGradient));
            double reached = reachAngstrom.applyAsDouble(step);
            if (energyEv > lowestEnergyEv + ENERGY_TOLERANCE * Math.abs(lowestEnergyEv)
                    && reached > REACH_MIN_ANGSTROM) {
                boundAngstrom = reached / 2;
            } else {
                boundAngstrom = Math.min(REACH_MAX_ANGSTROM, 2 * boundAngstrom);
                least = curvedUpwards ? 0 : 2 * reached;
                keep(point, energyEv, gradient);
            }
        }
        double[] direction = direction();
        if (!pairs.isEmpty()) {
            remainingDescentEv = -Amplitudes.dot(direction, lowestGradient) / 2;
        }
        double length = reachAngstrom.applyAsDouble(direction);
        return Amplitudes.sum(
                lowest, Math.min(Math.max(1, least / length), boundAngstrom / length), direction);
    }

    /**
     * Half the product of the gradient and the step to the minimum of the model, by which the model
     * falls there (the squared Newton decrement; S. Boyd, L. Vandenberghe, Convex Optimization,
     * section 9.5.1). Before a curvature was measured nothing is known.
     */
    @Override
    public double remainingDescentEv() {
        return remainingDescentEv;
    }

    private void keep(double[] point, double energyEv, double[] gradient) {
        lowest = point;
        lowestEnergyEv = energyEv;
        lowestGradient = gradient;
    }

    /**
     * Adds a step to the model if the curvature along it is positive; otherwise the model would
     * have no minimum.
     *
     * @param step difference of two points
     * @param change difference of the gradients there
     * @return whether the curvature is positive
     */
    private boolean learn(double[] step, double[] change) {
        double product = Amplitudes.dot(step, change);
        boolean curvedUpwards =
                product > CURVATURE_MIN_EV_PER_ANGSTROM2 * Amplitudes.dot(step, step);
        if (curvedUpwards) {
            pairs.addLast(new Pair(step, change, 1 / product));
            if (pairs.size() > MEMORY) {
                pairs.removeFirst();
            }
        }
        return curvedUpwards;
    }

    /**
     * Returns the step from the lowest point to the minimum of the model. It is minus the inverse
     * Hessian times the gradient, computed with the two loops of Nocedal.
     */
    private double[] direction() {
        double[] direction = Amplitudes.scaled(-1, lowestGradient);
        double[] weights = new double[pairs.size()];
        int i = pairs.size();
        for (Iterator<Pair> newestFirst = pairs.descendingIterator(); newestFirst.hasNext(); ) {
            Pair pair = newestFirst.next();
            weights[--i] = pair.inverseProduct * Amplitudes.dot(pair.step, direction);
            direction = Amplitudes.sum(direction, -weights[i], pair.change);
        }
        direction = Amplitudes.scaled(1 / curvature(), direction);
        for (Pair pair : pairs) {
            double weight = pair.inverseProduct * Amplitudes.dot(pair.change, direction);
            direction = Amplitudes.sum(direction, weights[i++] - weight, pair.step);
        }
        return direction;
    }

    /**
     * Returns the curvature, in eV/angstrom², of directions that the model knows nothing about: the
     * one along the last step.
     */
    private double curvature() {
        if (pairs.isEmpty()) {
            return CURVATURE_EV_PER_ANGSTROM2;
        }
        Pair last = pairs.getLast();
        return last.inverseProduct * Amplitudes.dot(last.change, last.change);
    }
}

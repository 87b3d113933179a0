package io.nucleate.energy.relaxation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.ToDoubleFunction;

/**
 * Limited-memory BFGS (J. Nocedal, Math. Comput. 35, 773, 1980) without line searches: each step
 * costs one evaluation. A step that leads uphill is taken back and tried again, shorter and with
 * what was learned from it; no step moves an atom further than a bound, where the quadratic model
 * would mean nothing. Where the surface is curved downwards, the model knows no minimum, and steps
 * double up to the bound.
 */
final class Lbfgs implements Minimizer {
    /** Before anything is known: the stiffness of a typical bond. */
    private static final double CURVATURE_EV_PER_ANGSTROM2 = 15;

    private static final double REACH_MAX_ANGSTROM = 0.2;
    private static final int MEMORY = 100;

    /** Directions curved less, in eV/angstrom², tell nothing that a step could be based on. */
    private static final double CURVATURE_MIN = 1e-3;

    /** Uphill by less than single precision tells is not uphill. */
    private static final double NOISE = 1e-6;

    /** Shorter steps are not tried again: then it is the energy that is rough. */
    private static final double REACH_MIN_ANGSTROM = 1e-3;

    private final ToDoubleFunction<double[]> reach;
    private final Deque<Pair> pairs = new ArrayDeque<>();
    private double[] lowest;
    private double lowestEnergyEv;
    private double[] lowestGradient;
    private double bound = REACH_MAX_ANGSTROM;

    /** A step, the change of the gradient along it, and one over their product. */
    private record Pair(double[] step, double[] change, double inverseProduct) {}

    /** @param reach how far a step moves the atom that moves most, in angstrom */
    Lbfgs(ToDoubleFunction<double[]> reach) {
        this.reach = reach;
    }

    @Override
    public double[] next(double[] point, double energyEv, double[] gradient) {
        double least = 0;
        if (lowest == null) {
            keep(point, energyEv, gradient);
        } else {
            double[] step = Amplitudes.sum(point, -1, lowest);
            boolean curvedUpwards = learn(step, Amplitudes.sum(gradient, -1, lowestGradient));
            double reached = reach.applyAsDouble(step);
            if (energyEv > lowestEnergyEv + NOISE * Math.abs(lowestEnergyEv)
                    && reached > REACH_MIN_ANGSTROM) {
                bound = reached / 2;
            } else {
                bound = Math.min(REACH_MAX_ANGSTROM, 2 * bound);
                least = curvedUpwards ? 0 : 2 * reached;
                keep(point, energyEv, gradient);
            }
        }
        double[] direction = direction();
        double length = reach.applyAsDouble(direction);
        return Amplitudes.sum(
                lowest, Math.min(Math.max(1, least / length), bound / length), direction);
    }

    private void keep(double[] point, double energyEv, double[] gradient) {
        lowest = point;
        lowestEnergyEv = energyEv;
        lowestGradient = gradient;
    }

    /**
     * Learns where the surface is curved upwards, and says whether it is: else the model would have
     * no minimum.
     */
    private boolean learn(double[] step, double[] change) {
        double product = Amplitudes.dot(step, change);
        boolean curvedUpwards = product > CURVATURE_MIN * Amplitudes.dot(step, step);
        if (curvedUpwards) {
            pairs.addLast(new Pair(step, change, 1 / product));
            if (pairs.size() > MEMORY) {
                pairs.removeFirst();
            }
        }
        return curvedUpwards;
    }

    /**
     * To the minimum of the model: minus the inverse Hessian times the gradient, by the two loops
     * of Nocedal.
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

    /** Of what the pairs say nothing about: as along the last step. */
    private double curvature() {
        if (pairs.isEmpty()) {
            return CURVATURE_EV_PER_ANGSTROM2;
        }
        Pair last = pairs.getLast();
        return last.inverseProduct * Amplitudes.dot(last.change, last.change);
    }
}

package io.nucleate.energy.relaxation;

/** How a structure finds its way down. */
public enum Optimizer {
    /** Quasi-Newton: learns the surface's curvature, and needs by far the fewest steps. */
    LBFGS {
        @Override
        Minimizer start(DegreesOfFreedom freedom) {
            return new Lbfgs(freedom::reachAngstrom);
        }
    },
    /** Damped dynamics, as in the reward loops and tables of others. */
    FIRE {
        @Override
        Minimizer start(DegreesOfFreedom freedom) {
            return new Fire();
        }
    };

    abstract Minimizer start(DegreesOfFreedom freedom);
}

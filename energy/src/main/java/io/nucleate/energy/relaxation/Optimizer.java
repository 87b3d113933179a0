package io.nucleate.energy.relaxation;

/** The methods by which a relaxation searches the minimum of the energy. */
public enum Optimizer {
    /**
     * A quasi-Newton method. It learns the curvature of the energy and needs by far the fewest
     * steps.
     */
    LBFGS {
        @Override
        Minimizer start(DegreesOfFreedom freedom) {
            return new Lbfgs(freedom::reachAngstrom);
        }
    },
    /**
     * Damped molecular dynamics. Other programs relax with it in their reward loops and for their
     * published tables, so results can be compared.
     */
    FIRE {
        @Override
        Minimizer start(DegreesOfFreedom freedom) {
            return new Fire();
        }
    };

    /** Returns a minimizer for one structure. */
    abstract Minimizer start(DegreesOfFreedom freedom);
}

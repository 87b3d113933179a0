package io.nucleate.energy.relaxation;

/**
 * The fast inertial relaxation engine, FIRE: molecular dynamics that stops whenever it goes uphill
 * (E. Bitzek et al., Phys. Rev. Lett. 97, 170201, 2006). Parameters and order of the operations are
 * those of the atomic simulation environment (ASE), in whose units the time step is 0.1 and all
 * masses are 1.
 */
final class Fire implements Minimizer {
    private static final double TIME_STEP = 0.1;
    private static final double TIME_STEP_MAX = 1;
    private static final double STEP_MAX_ANGSTROM = 0.2;
    private static final double MIXING = 0.1;
    private static final double MIXING_DECAY = 0.99;
    private static final double SPEED_UP = 1.1;
    private static final double SLOW_DOWN = 0.5;
    /** Steps downhill before the dynamics goes faster. */
    private static final int PATIENCE = 5;

    private double[] velocity;
    private double timeStep = TIME_STEP;
    private double mixing = MIXING;
    private int stepsDownhill;

    @Override
    public double[] next(double[] point, double energyEv, double[] gradient) {
        if (velocity == null) {
            velocity = new double[point.length];
        } else if (Amplitudes.dot(velocity, gradient) < 0) {
            accelerate(gradient);
        } else {
            velocity = new double[point.length];
            mixing = MIXING;
            timeStep *= SLOW_DOWN;
            stepsDownhill = 0;
        }
        velocity = Amplitudes.sum(velocity, -timeStep, gradient);
        double length = timeStep * Amplitudes.norm(velocity);
        return Amplitudes.sum(point, timeStep * Math.min(1, STEP_MAX_ANGSTROM / length), velocity);
    }

    /** It has no model of the energy. */
    @Override
    public double remainingDescentEv() {
        return Double.POSITIVE_INFINITY;
    }

    /** Turns the velocity towards the forces; after some steps downhill also goes faster. */
    private void accelerate(double[] gradient) {
        double turn = mixing * Amplitudes.norm(velocity) / Amplitudes.norm(gradient);
        velocity = Amplitudes.sum(Amplitudes.scaled(1 - mixing, velocity), -turn, gradient);
        if (stepsDownhill > PATIENCE) {
            timeStep = Math.min(timeStep * SPEED_UP, TIME_STEP_MAX);
            mixing *= MIXING_DECAY;
        }
        stepsDownhill++;
    }
}

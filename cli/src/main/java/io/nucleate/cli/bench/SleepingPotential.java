package io.nucleate.cli.bench;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Stands for a potential on a device that is not here: every call takes the same time and none of
 * this processor's.
 */
final class SleepingPotential implements Potential {
    private static final double ENERGY_EV_PER_ATOM = -3.4;

    private final Duration callTime;

    SleepingPotential(Duration callTime) {
        this.callTime = callTime;
    }

    @Override
    public String name() {
        return "sleeping";
    }

    @Override
    public boolean knows(Element element) {
        return true;
    }

    @Override
    public List<Result<Prediction>> evaluate(List<Structure> structures, RequestedQuantities what) {
        try {
            Thread.sleep(callTime.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in its sleep", e);
        }
        return Collections.nCopies(
                structures.size(),
                Prediction.of(
                        name(),
                        ENERGY_EV_PER_ATOM,
                        new double[0][],
                        new double[0][],
                        new double[0],
                        new double[0][]));
    }

    @Override
    public void close() {}
}

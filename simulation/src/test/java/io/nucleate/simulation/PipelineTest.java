package io.nucleate.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** A loop of which the answer is known: 100 crystals take ten seconds at each of three devices. */
class PipelineTest {
    private static final int BATCH = 100;
    private static final double SECONDS = 10;
    private static final Pipeline.Work WORK = new Pipeline.Work(0, SECONDS / BATCH);

    private static Pipeline.Setup setup(int samplingBatch, int aheadMax) {
        return new Pipeline.Setup(
                1, WORK, WORK, WORK, 1, 10, samplingBatch, aheadMax, BATCH, 100, 6, 12);
    }

    private static Pipeline.Measured measure(Pipeline.Setup setup) {
        try (Pipeline pipeline = new Pipeline(setup)) {
            return pipeline.measure();
        }
    }

    /** A whole batch at a time, and no room for another one before it is learned from. */
    @Test
    void aSynchronousLoopDoesOneThingAfterTheOther() {
        Pipeline.Measured measured = measure(setup(BATCH, 2 * BATCH - 1));
        assertThat(measured.staleness()).isZero();
        assertThat(measured.crystalsPerSecond())
                .isBetween(0.97 * BATCH / (3 * SECONDS), BATCH / (3 * SECONDS));
        double busy = measured.samplingBusy() + measured.scoringBusy() + measured.learningBusy();
        assertThat(busy).isCloseTo(1, within(0.05));
    }

    /** Three devices that are always busy would be three times as fast. */
    @Test
    void anAsynchronousLoopKeepsAllDevicesBusy() {
        Pipeline.Measured measured = measure(setup(10, 4 * BATCH));
        assertThat(measured.crystalsPerSecond()).isBetween(0.9 * BATCH / SECONDS, BATCH / SECONDS);
        assertThat(measured.staleness()).isBetween(1.0, 4.0);
        assertThat(measured.dropped()).isZero();
    }

    @Test
    void equalSetupsAreMeasuredEqually() {
        assertThat(measure(setup(20, 250))).isEqualTo(measure(setup(20, 250)));
    }
}

package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import java.util.List;

class ScorerMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ScorerMeters meters = new ScorerMeters(registry);
    private final CandidateHandler desk = Candidates.handler("scorer", meters);

    private void count(String cation, String anion, int deliveries) {
        List<Outcome> outcomes = desk.decide(
                List.of(Candidates.delivery(Candidates.rockSalt(1, cation, anion), deliveries)));
        meters.count(outcomes.get(0), deliveries > 1);
    }

    private double counted(String name, String... tags) {
        return registry.counter("nucleate.scorer." + name, tags).count();
    }

    @Test
    void everyFateHasItsCounter() {
        count("Na", "Cl", 1);
        count("Na", "Na", 2);
        count("K", "Cl", 1);
        count("Na", "Ne", 1);
        count("Na", "Xe", 1);
        assertThat(counted("scored")).isEqualTo(3);
        assertThat(counted("energies")).as("the single element costs none").isEqualTo(2);
        assertThat(counted("abstained")).isOne();
        assertThat(counted("gates", "gate", "single-element")).isOne();
        assertThat(counted("gates", "gate", "sparse-reference")).isOne();
        assertThat(counted("rejected", "reason", "unpriceable")).isOne();
        assertThat(counted("released")).isOne();
        assertThat(counted("redelivered")).isOne();
        assertThat(counted("out.of.memory")).isZero();
    }
}

package io.nucleate.scorer.service;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.FlatPotential;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.scorer.FlatScorer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A scorer process whose potential halts the process on xenon, or never returns. */
final class PoisonedScorer {
    static final Duration DEADLINE = Duration.ofSeconds(3);
    static final int KILLED = 137;

    /** The effects that xenon can have. */
    enum Effect implements Consumer<List<Structure>> {
        KILL {
            @Override
            public void accept(List<Structure> structures) {
                Runtime.getRuntime().halt(KILLED);
            }
        },
        HANG {
            @Override
            public void accept(List<Structure> structures) {
                while (true) {
                    LockSupport.park();
                }
            }
        }
    }

    private PoisonedScorer() {}

    /** @param args broker address, effect */
    public static void main(String[] args) {
        Effect effect = Effect.valueOf(args[1]);
        FlatPotential potential = new FlatPotential(-1.7, structures -> {
            if (structures.stream()
                    .anyMatch(structure -> structure.composition().amount(Element.Xe) > 0)) {
                effect.accept(structures);
            }
        });
        FlatScorer scorer = FlatScorer.of(potential);
        // The first call is slow, and must not be taken for a hang.
        scorer.score(
                List.of(CrystalRecords.read(Candidates.rockSalt(0, "Li", "F").getCrystal())));
        try {
            new Scoring(
                            new KafkaSettings(args[0]),
                            "poisoned",
                            Scoring.Tools.of(scorer.scorer()),
                            scorer.objectives(),
                            new Scoring.Limits(16, DEADLINE),
                            new SimpleMeterRegistry())
                    .run();
        } catch (HungPotentialException e) {
            Runtime.getRuntime().halt(1);
        }
    }
}

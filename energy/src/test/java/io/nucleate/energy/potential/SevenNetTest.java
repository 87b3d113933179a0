package io.nucleate.energy.potential;

import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

/** Tests the TorchScript potential that comes with Nucleate. */
class SevenNetTest extends PotentialContract {
    private static final List<ReferencePrediction> REFERENCES =
            ReferencePrediction.read("sevennet-0.jsonl");

    private static Potential sevennet;

    @BeforeAll
    static void load() throws IOException {
        sevennet = Potentials.load("sevennet-0", "cpu");
    }

    @AfterAll
    static void close() {
        sevennet.close();
    }

    @Override
    Potential potential() {
        return sevennet;
    }

    @Override
    List<Structure> structures() {
        return REFERENCES.stream()
                .filter(reference -> reference.id().contains("rattled"))
                .map(ReferencePrediction::structure)
                .filter(structure -> structure.atomCount() <= 6)
                .limit(3)
                .toList();
    }

    @Test
    void agreesWithThePythonPackage() {
        List<Structure> structures =
                REFERENCES.stream().map(ReferencePrediction::structure).toList();
        List<Result<Prediction>> evaluations =
                sevennet.evaluate(structures, RequestedQuantities.ENERGY_FORCES_STRESS);
        for (int i = 0; i < structures.size(); i++) {
            REFERENCES.get(i).assertEnergyForcesAndStress(evaluations.get(i).orElseThrow());
        }
    }
}

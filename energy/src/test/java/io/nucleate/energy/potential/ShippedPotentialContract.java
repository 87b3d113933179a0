package io.nucleate.energy.potential;

import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.util.List;

/** Tests a TorchScript potential that comes with Nucleate against its Python package. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ShippedPotentialContract extends PotentialContract {
    private final String name;
    private final List<ReferencePrediction> references;
    private Potential potential;

    /** @param name name of the potential, and of the file with the package's predictions */
    ShippedPotentialContract(String name) {
        this.name = name;
        references = ReferencePrediction.read(name + ".jsonl");
    }

    @BeforeAll
    void load() throws IOException {
        potential = Potentials.load(name, "cpu");
    }

    @AfterAll
    void close() {
        potential.close();
    }

    @Override
    Potential potential() {
        return potential;
    }

    @Override
    List<Structure> structures() {
        return references.stream()
                .filter(reference -> reference.id().contains("rattled"))
                .map(ReferencePrediction::structure)
                .filter(structure -> structure.atomCount() <= 6)
                .limit(3)
                .toList();
    }

    @Test
    void agreesWithThePythonPackage() {
        List<Structure> structures =
                references.stream().map(ReferencePrediction::structure).toList();
        List<Result<Prediction>> evaluations =
                potential.evaluate(structures, RequestedQuantities.ENERGY_FORCES_STRESS);
        for (int i = 0; i < structures.size(); i++) {
            references.get(i).assertEnergyForcesAndStress(evaluations.get(i).orElseThrow());
        }
    }
}

package io.nucleate.energy.relaxation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Result;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Compares with minima from ASE 3.29 (FIRE, FrechetCellFilter, fmax 0.05) and the Python package
 * chgnet 0.4.2. The structures are from the Materials Project (CC BY 4.0), as they are and
 * perturbed; {@code tools/relax_against_ase.py} relaxed them.
 */
class AseParityTest {
    private static Potential chgnet;
    private static List<ObjectNode> references;

    @BeforeAll
    static void load() throws IOException {
        chgnet = Potentials.load("chgnet", "cpu");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                AseParityTest.class.getResourceAsStream("relaxed-by-ase.jsonl"),
                StandardCharsets.UTF_8))) {
            references = lines.lines().map(CrystalJson::parse).toList();
        }
    }

    @AfterAll
    static void close() {
        chgnet.close();
    }

    @Test
    void crystalsEndAtTheSameMinimumAsInAse() {
        List<ObjectNode> crystals = references.stream()
                .filter(line -> CrystalJson.isCrystal(line.get("input")))
                .toList();
        assertParity(
                crystals,
                new Relaxer(chgnet, RelaxationSettings.DEFAULT)
                        .relax(crystals.stream()
                                .map(line -> CrystalJson.readCrystal(line.get("input")))
                                .toList()));
    }

    @Test
    void perturbedStructuresEndAtTheSameMinimumAsInAse() {
        List<ObjectNode> structures = references.stream()
                .filter(line -> !CrystalJson.isCrystal(line.get("input")))
                .toList();
        assertParity(
                structures,
                new Relaxer(chgnet, RelaxationSettings.DEFAULT)
                        .relaxUnconstrained(structures.stream()
                                .map(line -> CrystalJson.readStructure(line.get("input")))
                                .toList()));
    }

    private static void assertParity(
            List<ObjectNode> references, List<Result<Relaxed>> relaxations) {
        assertThat(references).hasSizeGreaterThan(4);
        for (int i = 0; i < references.size(); i++) {
            JsonNode ase = references.get(i).get("ase");
            Relaxed relaxed = relaxations.get(i).orElseThrow();
            assertThat(relaxed.converged()).isTrue();
            assertThat(relaxed.prediction().energyEvPerAtom())
                    .as(references.get(i).get("material_id").textValue())
                    .isCloseTo(ase.get("energy_ev_per_atom").doubleValue(), within(0.005));
            assertThat(relaxed.steps()).isLessThanOrEqualTo(ase.get("steps").intValue());
        }
    }
}

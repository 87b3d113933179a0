package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The prediction of a potential's Python package for a structure: {@code chgnet-0.3.0.jsonl} is by
 * chgnet 0.4.2, {@code sevennet-0.jsonl} and {@code sevennet-l3i5.jsonl} by sevenn 0.13.0. The
 * structures are from the Materials Project (CC BY 4.0): as they are, with displaced atoms, or also
 * strained.
 */
record ReferencePrediction(String id, Structure structure, JsonNode expected) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<ReferencePrediction> read(String resource) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                ReferencePrediction.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return lines.lines().map(ReferencePrediction::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReferencePrediction parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            String[] symbols = JSON.treeToValue(node.get("elements"), String[].class);
            int[] atomicNumbers = new int[symbols.length];
            for (int i = 0; i < symbols.length; i++) {
                atomicNumbers[i] = Element.of(symbols[i]).atomicNumber();
            }
            Structure structure = new Structure(
                    rows(node.get("lattice_vectors")), atomicNumbers, rows(node.get("frac")));
            return new ReferencePrediction(
                    node.get("material_id").asText() + " " + node.get("kind").asText(),
                    structure,
                    node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Compares energies within 1e-5 eV/atom, forces within 5e-4 eV/angstrom, and stresses within
     * 1e-3 GPa.
     */
    void assertEnergyForcesAndStress(Prediction prediction) {
        assertThat(prediction.energyEvPerAtom())
                .as("energy of %s", id)
                .isCloseTo(expected.get("energy_ev_per_atom").asDouble(), within(1e-5));
        double[][] forces = rows(expected.get("forces_ev_per_angstrom"));
        for (int atom = 0; atom < forces.length; atom++) {
            assertThat(prediction.forcesEvPerAngstrom()[atom])
                    .as("force on atom %d of %s", atom, id)
                    .containsExactly(forces[atom], within(5e-4));
        }
        double[][] stressGpa = rows(expected.get("stress_gpa"));
        for (int i = 0; i < 3; i++) {
            double[] actualGpa = Arrays.stream(prediction.stressEvPerAngstrom3()[i])
                    .map(component -> component * Prediction.GPA_PER_EV_PER_ANGSTROM3)
                    .toArray();
            assertThat(actualGpa)
                    .as("stress of %s", id)
                    .containsExactly(stressGpa[i], within(1e-3));
        }
    }

    double[] row(String field) {
        return JSON.convertValue(expected.get(field), double[].class);
    }

    private static double[][] rows(JsonNode node) {
        return JSON.convertValue(node, double[][].class);
    }
}

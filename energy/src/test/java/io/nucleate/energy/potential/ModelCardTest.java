package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/** Tests that errors in a card are reported with their field and a remedy. */
class ModelCardTest {
    @TempDir
    private Path directory;

    /** Copies a good card with its module, and changes the card. */
    private Path changed(String name, Consumer<ObjectNode> change) throws IOException {
        Path original = LennardJonesContract.card(name);
        ObjectNode card = (ObjectNode) new ObjectMapper().readTree(original.toFile());
        Path module = original.resolveSibling(card.get("model").textValue());
        Files.copy(
                module,
                directory.resolve(module.getFileName()),
                StandardCopyOption.REPLACE_EXISTING);
        change.accept(card);
        return Files.writeString(directory.resolve("card.json"), card.toString());
    }

    private void assertRefused(String name, Consumer<ObjectNode> change, String... parts)
            throws IOException {
        Path card = changed(name, change);
        assertThatThrownBy(() -> TorchScriptPotential.load(card, Device.cpu()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("card.json")
                .message()
                .contains(parts);
    }

    private static ObjectNode input(ObjectNode card, int index) {
        return (ObjectNode) card.get("inputs").get(index);
    }

    private static ObjectNode output(ObjectNode card, int index) {
        return (ObjectNode) card.get("outputs").get(index);
    }

    @Test
    void anUnchangedCardIsAccepted() throws IOException {
        try (Potential potential =
                TorchScriptPotential.load(changed("edges", card -> {}), Device.cpu())) {
            assertThat(potential.name()).isEqualTo("lennard-jones-edges-1");
        }
    }

    @Test
    void elementalReferencesLieBesideTheCardUnlessTheyAreAName() throws IOException {
        try (Potential potential = TorchScriptPotential.load(
                changed("edges", card -> card.put("elemental_references", "a.csv")),
                Device.cpu())) {
            assertThat(potential.elementalReferences())
                    .hasValue(directory.resolve("a.csv").toString());
        }
        try (Potential potential = TorchScriptPotential.load(
                changed("edges", card -> card.put("elemental_references", "mp")), Device.cpu())) {
            assertThat(potential.elementalReferences()).hasValue("mp");
        }
    }

    @Test
    void everyFieldIsChecked() throws IOException {
        assertRefused("edges", card -> card.remove("citation"), "the field citation is missing");
        assertRefused(
                "edges",
                card -> card.put("edges_per_cal", 3),
                "edges_per_cal",
                "unknown",
                "edges_per_call");
        assertRefused(
                "edges",
                card -> ((ObjectNode) card.get("units")).put("energy", "Ry"),
                "units.energy is 'Ry'",
                "hartree");
        assertRefused(
                "edges",
                card -> ((ObjectNode) card.get("neighbours")).put("cutoff_angstrom", "6"),
                "neighbours.cutoff_angstrom",
                "must be a number");
        assertRefused(
                "edges",
                card -> input(card, 2).put("dtype", "int64"),
                "edge_vectors.dtype",
                "float32 or float64");
        assertRefused(
                "edges",
                card -> input(card, 2).put("is", "edges"),
                "inputs[2].is is 'edges'",
                "edge_vectors");
        assertRefused(
                "edges", card -> card.put("forces", "positions"), "forces is positions", "cells");
        assertRefused(
                "edges",
                card -> card.put("forces", "module"),
                "forces is module",
                "outputs must have forces");
        assertRefused(
                "edges", card -> ((ArrayNode) card.get("elements")).add("Xx"), "elements", "'Xx'");
        assertRefused(
                "module",
                card -> ((ArrayNode) card.get("outputs")).remove(0),
                "either atom_energies or energies");
    }

    @Test
    void theModuleMustBeTheOneOfTheCard() throws IOException {
        assertRefused(
                "edges",
                card -> card.put("sha256", "0".repeat(64)),
                "sha256 is 000",
                "lennard-jones-edges.pt has");
        assertRefused("edges", card -> card.put("model", "absent.pt"), "absent.pt");
        Files.writeString(directory.resolve("empty.pt"), "");
        String sha256OfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assertRefused(
                "edges",
                card -> card.put("model", "empty.pt").put("sha256", sha256OfNothing),
                "PyTorch cannot load the module");
    }

    /** The card is well formed, but it does not describe the module. */
    @Test
    void aCardThatDoesNotFitItsModuleIsRefused() throws IOException {
        assertRefused("edges", card -> ((ArrayNode) card.get("inputs")).remove(0), "failed");
        assertRefused("edges", card -> output(card, 0).put("is", "energies"), "outputs", "numbers");
        assertRefused("module", card -> output(card, 0).put("name", "total"), "'total'", "returns");
        assertRefused(
                "module",
                card -> ((ObjectNode) card.get("units")).put("stress", "eV/angstrom^3"),
                "stress of a test crystal",
                "check units");
        assertRefused(
                "positions",
                card -> ((ObjectNode) card.get("neighbours"))
                        .put("edge_vectors", "first_to_second"),
                "by a lattice vector");
    }
}

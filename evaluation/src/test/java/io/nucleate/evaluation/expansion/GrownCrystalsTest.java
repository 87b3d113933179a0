package io.nucleate.evaluation.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.HeldOutFormulas;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.evaluation.MaterialIndex;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** What the data card promises of the crystals that are shipped. */
class GrownCrystalsTest {
    private static final Path DIRECTORY = Path.of("../datasets");
    private static final double ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM = 0.1;

    private static List<String> lines(String file) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DIRECTORY.resolve(file))),
                StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        }
    }

    @Test
    void theyAreNearTheHullNewAndNotHeldOut() throws IOException {
        MaterialIndex known = MaterialIndex.shipped();
        Set<Protostructure> seen = new HashSet<>();
        List<String> index = lines("grown-crystals-index.csv.gz");
        int row = 2; // after provenance and header
        for (String line : lines("grown-crystals.jsonl.gz")) {
            ObjectNode json = CrystalJson.parse(line);
            Crystal crystal = CrystalJson.readCrystal(json);
            String name = json.get("material_id").textValue();
            for (String energy : List.of(
                    "energy_above_hull_ev_per_atom", "judge_energy_above_hull_ev_per_atom")) {
                assertThat(json.get(energy).doubleValue())
                        .as(name)
                        .isLessThanOrEqualTo(ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM);
            }
            Protostructure protostructure = Protostructure.of(crystal);
            assertThat(seen.add(protostructure)).as(name).isTrue();
            assertThat(known.find(protostructure)).as(name).isEmpty();
            assertThat(HeldOutFormulas.contains(crystal.composition())).as(name).isFalse();
            assertThat(index.get(row++)).startsWith(name + "," + protostructure.text() + ",");
        }
        assertThat(seen).hasSize(100_902);
        assertThat(index).hasSize(row);
    }
}

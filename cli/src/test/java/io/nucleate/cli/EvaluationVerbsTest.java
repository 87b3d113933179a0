package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.HeldOutFormulas;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The verbs match, evaluate and retrieve. */
class EvaluationVerbsTest extends VerbTest {
    @AfterEach
    void noTerminal() {
        System.clearProperty("nucleate.terminal.out");
    }

    private Path jsonLines(String name, String... lines) throws IOException {
        return file(name, String.join("\n", lines) + "\n");
    }

    private static String rockSalt(String cation, String anion, double a, String... fields) {
        String more = fields.length == 0 ? "" : String.join(",", fields) + ",";
        return """
                {%s"space_group":225,"lattice":[%s,%s,%s,90,90,90],"sites":[{"element":"%s","wyckoff":"a","xyz":[0,0,0]},\
                {"element":"%s","wyckoff":"b","xyz":[0.5,0.5,0.5]}]}"""
                .formatted(more, a, a, a, cation, anion);
    }

    private static String primitiveHalite(double a) {
        double h = a / 2;
        return """
                {"lattice_vectors":[[0,%s,%s],[%s,0,%s],[%s,%s,0]],"elements":["Cl","Na"],"frac":[[0.1,0,0],[0.6,0.5,0.5]]}"""
                .formatted(h, h, h, h, h, h);
    }

    private Path known() throws IOException {
        return jsonLines(
                "known.jsonl",
                rockSalt(
                        "Na",
                        "Cl",
                        5.64,
                        "\"material_id\":\"mp-22862\"",
                        "\"e_above_hull\":0.0",
                        "\"band_gap\":5.0"),
                rockSalt("K", "Cl", 6.29, "\"material_id\":\"mp-23193\"", "\"e_above_hull\":0.05"),
                rockSalt("Ca", "O", 4.8, "\"material_id\":\"mp-2605\"", "\"e_above_hull\":0.0"));
    }

    private Path generated() throws IOException {
        return jsonLines(
                "generated.jsonl",
                rockSalt("Li", "F", 4.03),
                primitiveHalite(5.5),
                rockSalt("Na", "Cl", 5.7),
                rockSalt("K", "Cl", 6.3),
                rockSalt("Na", "Cl", 0.8));
    }

    @Test
    void matchComparesCrystalsWithStructuresAndNamesWhatFails() throws IOException {
        Path pairs = jsonLines(
                "pairs.jsonl",
                "{\"id\":1,\"a\":" + rockSalt("Na", "Cl", 5.64) + ",\"b\":" + primitiveHalite(5.7)
                        + "}",
                "{\"a\":" + rockSalt("Na", "Cl", 5.64) + ",\"b\":" + rockSalt("K", "Cl", 5.64)
                        + "}",
                "",
                "{\"a\":" + rockSalt("Na", "Cl", 5.64) + "}",
                "{\"a\":" + rockSalt("Na", "Clorine", 5.64) + ",\"b\":" + primitiveHalite(5) + "}");
        assertThat(run("match", pairs)).isEqualTo(1);
        assertThat(lines()).hasSize(4);
        assertThat(lines().get(0).get("matched").booleanValue()).isTrue();
        assertThat(lines().get(0).get("rms").doubleValue()).isCloseTo(0, within(1e-9));
        assertThat(lines().get(0).get("id").intValue()).isEqualTo(1);
        assertThat(lines().get(1).get("matched").booleanValue()).isFalse();
        assertThat(lines().get(1).get("rms").isNull()).isTrue();
        assertThat(lines().get(2).get("error").textValue()).contains("line 4", "\"b\"");
        assertThat(lines().get(3).get("error").textValue()).contains("line 5", "\"a\"", "Clorine");
    }

    @Test
    void matchWithSenselessTolerancesIsOneLineAndCode1() throws IOException {
        assertThat(run("match", "--stol", "-1", known())).isEqualTo(1);
        assertThat(err.toString()).contains("-1").hasLineCount(1);
    }

    @Test
    void evaluateCountsAgainstKnownStructures() throws IOException {
        assertThat(run("evaluate", "--known", known(), "--device", "cpu", generated()))
                .isZero();
        ObjectNode result = lines().get(0);
        assertThat(lines()).hasSize(1);
        assertThat(result.get("crystals").intValue()).isEqualTo(5);
        assertThat(result.at("/validity/both/count").intValue()).isEqualTo(4);
        assertThat(result.at("/unique/count").intValue()).isEqualTo(3);
        assertThat(result.at("/unique/fraction_min").doubleValue()).isCloseTo(0.2307, within(1e-4));
        assertThat(result.at("/unique/fraction_max").doubleValue()).isCloseTo(0.8824, within(1e-4));
        assertThat(result.at("/novelty/novel/count").intValue()).isEqualTo(1);
        assertThat(result.at("/novelty/undecided/count").intValue()).isZero();
        assertThat(result.at("/stability/potential").textValue()).isEqualTo("chgnet-0.3.0");
        assertThat(result.at("/stability/relaxed").booleanValue()).isFalse();
        assertThat(result.at("/stability/priced/count").intValue()).isEqualTo(4);
        assertThat(result.at("/stability/metastable/count").intValue()).isEqualTo(4);
        assertThat(result.at("/stability/warnings").isObject()).isTrue();
        assertThat(err.toString()).isEmpty();
        assertThat(result.at("/stability/msun/count").intValue()).isEqualTo(1);
        assertThat(result.at("/protocol/matcher/angle_degrees").doubleValue()).isEqualTo(5);
        assertThat(result.at("/protocol/known_by").textValue()).contains("structure matcher");
        assertThat(result.at("/distributions/density_gram_per_cm3/generated/counts"))
                .hasSize(26);
        assertThat(result.at("/coverage/recall").isNumber()).isTrue();
    }

    @Test
    void evaluateWithoutKnownFileNamesTheIndexAndWhatCannotBeRead() throws IOException {
        Path broken = jsonLines("broken.jsonl", rockSalt("Na", "Cl", 5.6), "rubbish");
        assertThat(run("evaluate", "--no-score", broken)).isEqualTo(1);
        assertThat(err.toString()).contains("line 2").hasLineCount(1);
        ObjectNode result = lines().get(0);
        assertThat(result.get("crystals").intValue()).isEqualTo(1);
        assertThat(result.get("unreadable").intValue()).isEqualTo(1);
        assertThat(result.get("stability").isNull()).isTrue();
        assertThat(result.at("/protocol/known_by").textValue()).contains("index");
        assertThat(result.at("/novelty/novel/count").intValue()).isZero();
    }

    @Test
    void evaluateWarnsOfWhatHasNoEnergyOrADoubtfulOne() throws IOException {
        System.setProperty("nucleate.terminal.out", "true");
        Path crystals = jsonLines(
                "doubtful.jsonl",
                rockSalt("Na", "Cl", 56),
                rockSalt("Na", "Cl", 5.6),
                rockSalt("Na", "Cl", 3.2));
        assertThat(run("evaluate", "--known", known(), "--device", "cpu", crystals))
                .isZero();
        assertThat(err.toString())
                .startsWith("warning: no energy for 1 of the valid crystals: atom 0")
                .hasLineCount(1);
        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("with an energy +2 .*"))
                .anyMatch(line -> line.matches("warning: atoms-too-close +1"));
    }

    @Test
    void everyShareIsTheNumberOfDetailsThatSaySo() throws IOException {
        Path details = directory.resolve("details.jsonl");
        assertThat(run(
                        "evaluate",
                        "--known",
                        known(),
                        "--device",
                        "cpu",
                        "--details",
                        details,
                        generated()))
                .isZero();
        ObjectNode result = lines().get(0);
        List<JsonNode> each = new ArrayList<>();
        for (String line : Files.readAllLines(details)) {
            each.add(new JsonMapper().readTree(line));
        }
        assertThat(each).hasSize(5);
        Map<String, String> shares = Map.of(
                "structurally_valid", "/validity/structural",
                "compositionally_valid", "/validity/compositional",
                "unique", "/unique",
                "novel", "/novelty/novel",
                "unique_and_novel", "/novelty/unique_and_novel",
                "stable", "/stability/stable",
                "metastable", "/stability/metastable",
                "sun", "/stability/sun",
                "msun", "/stability/msun");
        shares.forEach((field, share) -> assertThat(each.stream()
                        .filter(line -> line.get(field).asBoolean())
                        .count())
                .as(field)
                .isEqualTo(result.at(share + "/count").longValue()));
        JsonNode lithiumFluoride = each.get(0);
        assertThat(lithiumFluoride.get("formula").textValue()).isEqualTo("LiF");
        assertThat(lithiumFluoride.get("space_group").intValue()).isEqualTo(225);
        assertThat(lithiumFluoride.get("chemistry").textValue()).isEqualTo("halide");
        assertThat(lithiumFluoride.get("msun").booleanValue()).isTrue();
        assertThat(lithiumFluoride.at("/energy/supporting_phases").intValue()).isPositive();
        assertThat(each.get(2).get("known").textValue()).isEqualTo("mp-22862");
        assertThat(each.get(2).get("kind").intValue()).isEqualTo(2);
        assertThat(each.get(4).at("/criteria/distances").booleanValue()).isFalse();
        assertThat(each.get(4).get("energy").isNull()).isTrue();
        assertThat(result.has("verdicts")).isFalse();
        assertThat(result.at("/strata/chemistry/0/value").textValue()).isEqualTo("halide");
        assertThat(result.at("/strata/sites/0/crystals").intValue()).isEqualTo(5);
        assertThat(result.at("/strata/sites/0/msun/count").intValue()).isEqualTo(1);
    }

    @Test
    void evaluateRelaxesAndSaysSo() throws IOException {
        Path details = directory.resolve("details.jsonl");
        Path strained =
                jsonLines("strained.jsonl", rockSalt("Na", "Cl", 6.4), rockSalt("Na", "Cl", 0.8));
        assertThat(run("evaluate", "--no-score", "--relax", strained)).isEqualTo(2);
        assertThat(run("evaluate", "--no-score", "--judge", "sevennet-0", strained))
                .isEqualTo(2);
        assertThat(run("evaluate", "--unconstrained", strained)).isEqualTo(2);
        assertThat(run("evaluate", "--known", known(), "--device", "cpu", strained))
                .isZero();
        assertThat(lines().get(0).at("/stability/metastable/count").intValue()).isZero();
        assertThat(run(
                        "evaluate",
                        "--known",
                        known(),
                        "--relax",
                        "--judge",
                        "sevennet-0",
                        "--device",
                        "cpu",
                        "--details",
                        details,
                        strained))
                .isZero();
        ObjectNode result = lines().get(lines().size() - 1);
        assertThat(result.at("/stability/relaxed").booleanValue()).isTrue();
        assertThat(result.at("/stability/metastable/count").intValue()).isEqualTo(1);
        assertThat(result.at("/stability/metastable/fraction").doubleValue()).isEqualTo(0.5);
        JsonNode relaxed = new JsonMapper().readTree(Files.readAllLines(details).get(0));
        assertThat(relaxed.at("/energy/converged").booleanValue()).isTrue();
        assertThat(relaxed.at("/energy/judged_above_hull_ev_per_atom").doubleValue())
                .isBetween(-0.1, 0.1);
        assertThat(relaxed.at("/confirmed").booleanValue()).isTrue();
        JsonNode confirmation = result.at("/stability/confirmation");
        assertThat(confirmation.get("potential").textValue()).startsWith("sevennet-0");
        assertThat(confirmation.at("/metastable/count").intValue()).isEqualTo(1);
    }

    @Test
    void evaluateByTheRulesOfLemat() throws IOException {
        assertThat(run("evaluate", "--protocol", "lemmat", generated())).isEqualTo(2);
        assertThat(err.toString()).contains("lemmat", "default or lemat");
        assertThat(run(
                        "evaluate",
                        "--protocol",
                        "lemat",
                        "--no-score",
                        "--known",
                        known(),
                        generated()))
                .isZero();
        ObjectNode result = lines().get(0);
        assertThat(result.at("/protocol/rules").textValue()).isEqualTo("lemat");
        assertThat(result.at("/protocol/matcher/length").doubleValue()).isEqualTo(0.1);
        assertThat(result.at("/protocol/invalid_removed").booleanValue()).isTrue();
        assertThat(result.at("/validity/criteria/charge_balanced/count").intValue())
                .isEqualTo(4);
        assertThat(result.at("/of_valid/crystals").intValue()).isEqualTo(4);
        assertThat(result.at("/of_valid/unique/fraction").doubleValue()).isEqualTo(0.75);
        assertThat(result.at("/unique/fraction").doubleValue()).isEqualTo(0.6);
        System.setProperty("nucleate.terminal.out", "true");
        assertThat(run(
                        "evaluate",
                        "--protocol",
                        "lemat",
                        "--known",
                        known(),
                        "--device",
                        "cpu",
                        generated()))
                .isZero();
        assertThat(out.toString()).contains("E_hull <= 0.1", "exclusive M.S.U.N.", "of the valid");
    }

    @Test
    void evaluateWritesWhatItWasGivenAsCifs() throws IOException {
        Path cifs = directory.resolve("cifs");
        assertThat(run("evaluate", "--no-score", "--known", known(), "--cifs", cifs, generated()))
                .isZero();
        ObjectNode ofLines = lines().get(0);
        try (Stream<Path> files = Files.list(cifs)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "nucleate-000001.cif",
                            "nucleate-000002.cif",
                            "nucleate-000003.cif",
                            "nucleate-000004.cif",
                            "nucleate-000005.cif");
        }
        assertThat(run(
                        "evaluate",
                        "--no-score",
                        "--known",
                        known(),
                        cifs.resolve("nucleate-000001.cif"),
                        cifs.resolve("nucleate-000002.cif"),
                        cifs.resolve("nucleate-000003.cif"),
                        cifs.resolve("nucleate-000004.cif"),
                        cifs.resolve("nucleate-000005.cif")))
                .isZero();
        for (String part : List.of("validity", "unique", "novelty", "strata")) {
            assertThat(lines().get(1).get(part)).as(part).isEqualTo(ofLines.get(part));
        }
        assertThat(run("evaluate", "--no-score", "--cifs", cifs, generated())).isEqualTo(1);
        assertThat(err.toString()).contains("not empty").hasLineCount(1);
    }

    @Test
    void detailsNeedAFolder() throws IOException {
        assertThat(run(
                        "evaluate",
                        "--no-score",
                        "--details",
                        directory.resolve("nowhere/details.jsonl"),
                        known()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("nowhere").hasLineCount(1);
    }

    @Test
    void evaluateIsATableOnATerminal() throws IOException {
        System.setProperty("nucleate.terminal.out", "true");
        assertThat(run("evaluate", "--no-score", "--known", known(), generated()))
                .isZero();
        assertThat(out.toString())
                .contains("unique", "3  60.0 %  (23.1 to 88.2)", "Wilson", "known materials")
                .doesNotContain("{");
    }

    @Test
    void retrieveCountsTargetsByProperty() throws IOException {
        assertThat(run(
                        "retrieve",
                        generated(),
                        "--known",
                        known(),
                        "--property",
                        "e_above_hull",
                        "--below",
                        "0.02"))
                .isZero();
        ObjectNode result = lines().get(0);
        assertThat(result.get("targets").intValue()).isEqualTo(2);
        assertThat(result.at("/recall/0/k").intValue()).isEqualTo(5);
        assertThat(result.at("/recall/0/regenerated/count").intValue()).isEqualTo(1);
        assertThat(result.at("/found/0/material").textValue()).isEqualTo("mp-22862");
        assertThat(result.at("/found/0/rank").intValue()).isEqualTo(2);
        assertThat(result.at("/found/0/times").intValue()).isEqualTo(3);
    }

    @Test
    void retrieveOfWhatWasHeldOutLeavesTheRestAside() throws IOException {
        assertThat(run("retrieve", generated(), "--known", known(), "--held-out"))
                .isZero();
        long heldOut = Stream.of("NaCl", "KCl", "CaO")
                .map(Composition::parse)
                .filter(HeldOutFormulas::contains)
                .count();
        assertThat(heldOut).isLessThan(3);
        assertThat(lines().get(0).get("targets").longValue()).isEqualTo(heldOut);
    }

    @Test
    void retrieveWithAnUnknownPropertyOrHalfAConditionFails() throws IOException {
        assertThat(run(
                        "retrieve",
                        generated(),
                        "--known",
                        known(),
                        "--property",
                        "colour",
                        "--above",
                        "1"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("colour");
        assertThat(run("retrieve", generated(), "--known", known(), "--above", "1"))
                .isEqualTo(2);
    }

    @Test
    void referenceIndexWritesWhatItRead() throws IOException {
        Path index = directory.resolve("index.csv.gz");
        assertThat(run("reference", "index", known(), "--provenance", "Made up.", "-o", index))
                .isZero();
        assertThat(lines().get(0).get("materials").intValue()).isEqualTo(3);
        assertThat(index).isNotEmptyFile();
    }
}

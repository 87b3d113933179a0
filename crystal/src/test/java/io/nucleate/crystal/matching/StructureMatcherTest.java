package io.nucleate.crystal.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Fixtures;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;
import io.nucleate.crystal.io.CrystalJson;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.zip.GZIPInputStream;

class StructureMatcherTest {
    private static final StructureMatcher MATCHER = new StructureMatcher(Tolerances.DEFAULT);

    /**
     * 400 pairs with the verdict and rms of pymatgen 2026.10; structures of the Materials Project,
     * CC BY 4.0, some distorted.
     */
    private static List<JsonNode> pairs() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        StructureMatcherTest.class.getResourceAsStream("pairs.jsonl.gz")),
                StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> (JsonNode) CrystalJson.parse(line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PreparedStructure structure(JsonNode pair, String field) {
        return PreparedStructure.of(CrystalJson.readStructure(pair.get(field)));
    }

    @Test
    void agreesWithPymatgen() {
        List<String> differing = new ArrayList<>();
        List<Double> rmsErrors = new ArrayList<>();
        List<JsonNode> pairs = pairs();
        for (int i = 0; i < pairs.size(); i++) {
            JsonNode pair = pairs.get(i);
            OptionalDouble rms = MATCHER.rms(structure(pair, "a"), structure(pair, "b"));
            if (rms.isPresent() != pair.get("match").booleanValue()) {
                differing.add(i + " " + pair.get("kind").textValue() + ": " + rms);
            } else if (rms.isPresent()) {
                rmsErrors.add(Math.abs(rms.getAsDouble() - pair.get("rms").doubleValue()));
            }
        }
        Collections.sort(rmsErrors);
        assertThat(pairs).hasSize(400);
        // One pair of polymorphs, for which pymatgen gives another verdict with the two exchanged.
        assertThat(differing).hasSizeLessThanOrEqualTo(1);
        assertThat(rmsErrors.get(rmsErrors.size() * 99 / 100)).isLessThan(1e-3);
    }

    @Test
    void theVerdictIsSymmetricAndTheQuickOneIsTheSame() {
        for (JsonNode pair : pairs()) {
            PreparedStructure a = structure(pair, "a");
            PreparedStructure b = structure(pair, "b");
            OptionalDouble rms = MATCHER.rms(a, b);
            assertThat(MATCHER.rms(b, a)).isEqualTo(rms);
            assertThat(MATCHER.matches(a, b)).isEqualTo(rms.isPresent());
            assertThat(MATCHER.matches(b, a)).isEqualTo(rms.isPresent());
        }
    }

    @Test
    void cellOriginOrientationAndOrderOfAtomsDoNotMatter() {
        Random random = new Random(7);
        for (Crystal crystal : Fixtures.crystals()) {
            PreparedStructure one = PreparedStructure.of(crystal.primitiveStructure());
            PreparedStructure other = PreparedStructure.of(disguised(crystal.structure(), random));
            OptionalDouble rms = MATCHER.rms(one, other);
            assertThat(rms).as(crystal.toString()).isPresent();
            assertThat(rms.getAsDouble()).isCloseTo(0, within(1e-6));
        }
    }

    /** A doubled, rotated, shifted cell with its atoms in another order. */
    private static Structure disguised(Structure structure, Random random) {
        double[][] vectors = structure.latticeVectors();
        for (int k = 0; k < 3; k++) {
            vectors[2][k] = 2 * vectors[2][k] + vectors[0][k];
        }
        double angle = random.nextDouble() * 6;
        double[][] rotation = {
            {Math.cos(angle), Math.sin(angle), 0},
            {-Math.sin(angle), Math.cos(angle), 0},
            {0, 0, 1.0}
        };
        vectors = Vectors.multiply(vectors, rotation);
        double[] shift = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 2 * structure.atomCount(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        int[] atomicNumbers = new int[order.size()];
        double[][] frac = new double[order.size()][3];
        for (int i = 0; i < frac.length; i++) {
            int atom = order.get(i) / 2;
            double z = (structure.frac(atom, 2) + order.get(i) % 2) / 2;
            frac[i] = new double[] {
                structure.frac(atom, 0) - z + shift[0],
                structure.frac(atom, 1) + shift[1],
                z + shift[2]
            };
            atomicNumbers[i] = structure.atomicNumber(atom);
        }
        return new Structure(vectors, atomicNumbers, frac);
    }

    @Test
    void otherElementsNeverMatch() {
        Structure salt = rockSalt(11, 17);
        assertThat(MATCHER.matches(
                        PreparedStructure.of(salt), PreparedStructure.of(rockSalt(19, 17))))
                .isFalse();
        assertThat(MATCHER.matches(
                        PreparedStructure.of(salt), PreparedStructure.of(rockSalt(17, 11))))
                .isTrue();
    }

    @Test
    void aStructureApartByHalfTheToleranceMatchesAndByTwiceDoesNot() {
        // Two atoms share their displacement, so that each is off by half the distance that one was
        // moved.
        assertThat(MATCHER.rms(
                        PreparedStructure.of(caesiumChloride(0)),
                        PreparedStructure.of(caesiumChloride(0.3))))
                .hasValueCloseTo(0.15, within(1e-9));
        assertThat(MATCHER.matches(
                        PreparedStructure.of(caesiumChloride(0)),
                        PreparedStructure.of(caesiumChloride(0.499))))
                .isTrue();
        Structure layered = new Structure(
                new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 3}},
                new int[] {55, 17, 17},
                new double[][] {{0, 0, 0}, {0.5, 0.5, 0.3}, {0.5, 0.5, 0.7}});
        Structure moved =
                new Structure(layered.latticeVectors(), layered.atomicNumbers(), new double[][] {
                    {0, 0, 0}, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.9}
                });
        assertThat(MATCHER.matches(PreparedStructure.of(layered), PreparedStructure.of(moved)))
                .isFalse();
    }

    private static Structure rockSalt(int cation, int anion) {
        double a = 2.82;
        return new Structure(
                new double[][] {{0, a, a}, {a, 0, a}, {a, a, 0}},
                new int[] {cation, anion},
                new double[][] {{0, 0, 0}, {0.5, 0.5, 0.5}});
    }

    /**
     * Returns a structure in a cell of two units of volume, so that distances are in the unit of
     * the tolerance.
     */
    private static Structure caesiumChloride(double offset) {
        double a = Math.cbrt(2);
        return new Structure(
                new double[][] {{a, 0, 0}, {0, a, 0}, {0, 0, a}},
                new int[] {55, 17},
                new double[][] {{0, 0, 0}, {0.5, 0.5, 0.5 + offset / a}});
    }
}

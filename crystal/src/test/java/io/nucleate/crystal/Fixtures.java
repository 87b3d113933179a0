package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.io.CrystalJson;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * 80 crystals of 60 space groups made for parity tests, and how to tell whether two structures are
 * the same.
 */
public final class Fixtures {
    private Fixtures() {}

    public static List<Crystal> crystals() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Fixtures.class.getResourceAsStream("crystals.jsonl"), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> CrystalJson.readCrystal(CrystalJson.parse(line)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same cell and the same atoms in any order, modulo lattice translations. */
    public static void assertSame(Structure actual, Structure expected, double toleranceAngstrom) {
        double[] parameters = expected.lattice().parameters();
        for (int i = 0; i < 6; i++) {
            assertThat(actual.lattice().parameters()[i])
                    .as("cell parameter %d", i)
                    .isCloseTo(parameters[i], within(toleranceAngstrom));
        }
        assertThat(actual.atomCount()).isEqualTo(expected.atomCount());
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < expected.atomCount(); i++) {
            left.add(i);
        }
        double[][] vectors = expected.latticeVectors();
        for (int i = 0; i < actual.atomCount(); i++) {
            int atom = i;
            boolean found = left.removeIf(other -> actual.element(atom) == expected.element(other)
                    && distance(actual, atom, expected, other, vectors) < toleranceAngstrom);
            assertThat(found)
                    .as("atom %d, %s, has its counterpart", i, actual.element(i))
                    .isTrue();
        }
    }

    private static double distance(Structure a, int i, Structure b, int j, double[][] vectors) {
        double[] difference = new double[3];
        for (int k = 0; k < 3; k++) {
            difference[k] = Vectors.nearest(a.frac(i, k) - b.frac(j, k));
        }
        return Vectors.norm(Vectors.multiply(difference, vectors));
    }
}

package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.FlatPotential;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class SideBySideTest {
    private final List<FlatPotential> replicas = new ArrayList<>();

    private SideBySide flat(int threads) throws IOException {
        return new SideBySide(
                () -> {
                    FlatPotential replica = new FlatPotential(-1);
                    replicas.add(replica);
                    return replica;
                },
                threads);
    }

    /** A row of atoms; its length tells which it is. */
    private static Structure row(Element element, int atoms) {
        int[] atomicNumbers = new int[atoms];
        Arrays.fill(atomicNumbers, element.atomicNumber());
        double[][] frac = IntStream.range(0, atoms)
                .mapToObj(i -> new double[] {i / (double) atoms, 0, 0})
                .toArray(double[][]::new);
        return new Structure(
                new double[][] {{4 * atoms, 0, 0}, {0, 4, 0}, {0, 0, 4}}, atomicNumbers, frac);
    }

    private static List<Structure> rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> row(i == 5 ? Element.Ne : Element.Fe, 1 + i * 7 % count))
                .toList();
    }

    @Test
    void threadsShareAListAlike() throws IOException {
        try (SideBySide potential = flat(3)) {
            potential.evaluate(rows(20), RequestedQuantities.ENERGY);
        }
        assertThat(replicas)
                .extracting(replica -> replica.asked().size())
                .containsExactlyInAnyOrder(7, 7, 6);
        assertThat(replicas)
                .extracting(replica ->
                        replica.asked().stream().mapToInt(Structure::atomCount).sum())
                .allSatisfy(atoms -> assertThat(atoms).isBetween(57, 77));
    }

    @Test
    void resultsStandInTheOrderOfTheList() throws IOException {
        List<Structure> structures = rows(20);
        try (SideBySide potential = flat(3)) {
            List<Result<Prediction>> results =
                    potential.evaluate(structures, RequestedQuantities.ENERGY_FORCES_STRESS);
            for (int i = 0; i < structures.size(); i++) {
                if (i == 5) {
                    assertThat(results.get(i)).isInstanceOf(Result.Failure.class);
                } else {
                    assertThat(results.get(i).orElseThrow().forcesEvPerAngstrom())
                            .hasDimensions(structures.get(i).atomCount(), 3);
                }
            }
        }
    }

    @Test
    void aFewStructuresNeedNoSecondReplica() throws IOException {
        try (SideBySide potential = flat(3)) {
            potential.evaluate(rows(7), RequestedQuantities.ENERGY);
            assertThat(replicas).hasSize(1);
            potential.evaluate(rows(8), RequestedQuantities.ENERGY);
            assertThat(replicas).hasSize(2);
        }
    }

    @Test
    void predictionsAreThoseOfOneReplica() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        List<Structure> structures = IntStream.range(0, 12)
                .mapToObj(i -> LennardJonesContract.rattled(1 + i % 4, random))
                .toList();
        SideBySide.Loader loader =
                () -> TorchScriptPotential.load(LennardJonesContract.card("edges"), Device.cpu());
        try (Potential one = loader.load();
                Potential several = new SideBySide(loader, 3)) {
            assertThat(several.name()).isEqualTo(one.name());
            for (Structure structure : structures) {
                Prediction expected = one.evaluate(
                                List.of(structure), RequestedQuantities.ENERGY_FORCES_STRESS)
                        .get(0)
                        .orElseThrow();
                Prediction actual = several.evaluate(
                                structures, RequestedQuantities.ENERGY_FORCES_STRESS)
                        .get(structures.indexOf(structure))
                        .orElseThrow();
                PotentialContract.assertSame(expected, actual);
            }
        }
    }

    @Test
    void aReplicaThatFailsIsToldOnceAllAreReady() throws IOException {
        List<Structure> structures = new ArrayList<>(rows(12));
        structures.set(3, row(Element.Xe, 2));
        try (SideBySide potential = flat(3)) {
            assertThatThrownBy(() -> potential.evaluate(structures, RequestedQuantities.ENERGY))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("xenon");
            assertThat(potential.evaluate(rows(12), RequestedQuantities.ENERGY)).hasSize(12);
        }
    }
}

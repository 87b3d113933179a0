package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

class ChgnetTest extends PotentialContract {
    private static final List<ReferencePrediction> REFERENCES =
            ReferencePrediction.read("chgnet-0.3.0.jsonl");

    private static NDManager manager;
    private static Potential chgnet;

    @BeforeAll
    static void load() throws IOException {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        chgnet = new Chgnet(ChgnetWeights.load(ChgnetWeights.defaultCache(), "python3"), manager);
    }

    @AfterAll
    static void close() {
        chgnet.close();
    }

    @Override
    Potential potential() {
        return chgnet;
    }

    @Override
    List<Structure> structures() {
        return REFERENCES.stream()
                .filter(reference -> reference.id().contains("rattled"))
                .map(ReferencePrediction::structure)
                .filter(structure -> structure.atomCount() <= 12)
                .limit(5)
                .toList();
    }

    @Test
    void agreesWithThePythonPackage() {
        List<Structure> structures =
                REFERENCES.stream().map(ReferencePrediction::structure).toList();
        List<Result<Prediction>> evaluations =
                chgnet.evaluate(structures, RequestedQuantities.ENERGY_FORCES_STRESS);
        for (int i = 0; i < structures.size(); i++) {
            assertAgrees(REFERENCES.get(i), evaluations.get(i).orElseThrow());
        }
    }

    private static void assertAgrees(ReferencePrediction reference, Prediction prediction) {
        String id = reference.id();
        int atoms = reference.structure().atomCount();
        reference.assertEnergyForcesAndStress(prediction);
        assertThat(prediction.magneticMomentsBohr())
                .as("moments of %s", id)
                .containsExactly(reference.row("magmom"), within(1e-4));
        double[] meanFeatures = Arrays.stream(reference.row("crystal_features"))
                .map(sumOverAtoms -> sumOverAtoms / atoms)
                .toArray();
        assertThat(prediction.crystalFeatures())
                .as("features of %s", id)
                .containsExactly(meanFeatures, within(1e-4));
    }

    @Test
    void aBadStructureDoesNotSpoilTheBatch() {
        Structure good = structures().get(0);
        Structure overlapping = cubic(4, "Na", new double[][] {{0, 0, 0}, {1, 1, 1}});
        Structure transplutonian = cubic(4, "Am", new double[][] {{0, 0, 0}});
        Structure isolated = cubic(7, "Xe", new double[][] {{0, 0, 0}});
        Structure dense = cubic(0.3, "H", new double[][] {{0, 0, 0}});
        Structure flat = new Structure(
                new double[][] {{1e-3, 0, 0}, {0, 1e-3, 0}, {0, 0, 10}},
                new int[] {1},
                new double[1][3]);
        List<Result<Prediction>> evaluations = chgnet.evaluate(
                List.of(overlapping, good, transplutonian, isolated, dense, flat),
                RequestedQuantities.ENERGY);
        assertThat(evaluations.get(1).orElseThrow().energyEvPerAtom()).isNegative();
        assertThat(reason(evaluations.get(0)))
                .contains("atoms 0 (Na) and 1 (Na) are 0.000 angstrom apart");
        assertThat(reason(evaluations.get(2))).contains("not Am");
        assertThat(reason(evaluations.get(3))).contains("atom 0 (Xe) has no neighbour");
        assertThat(reason(evaluations.get(4))).contains("too dense");
        assertThat(reason(evaluations.get(5))).contains("too flat");
    }

    /** Atoms more than 3 Å apart have bonds but no angles. */
    @Test
    void aStructureWithoutAnglesIsEvaluated() {
        Structure sparse = cubic(4, "Ne", new double[][] {{0, 0, 0}});
        Prediction prediction = chgnet.evaluate(
                        List.of(sparse), RequestedQuantities.ENERGY_FORCES_STRESS)
                .get(0)
                .orElseThrow();
        assertThat(prediction.energyEvPerAtom()).isBetween(-1.0, 1.0);
        assertThat(prediction.forceMaxEvPerAngstrom()).isCloseTo(0, within(1e-4));
    }

    @Test
    void keepsNoArraysFromCallToCall() {
        int before = manager.getManagedArrays().size();
        for (int call = 0; call < 3; call++) {
            chgnet.evaluate(structures(), RequestedQuantities.ENERGY);
            chgnet.evaluate(structures(), RequestedQuantities.ENERGY_FORCES_STRESS);
        }
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void anyThreadMayCallIt() throws Exception {
        Structure structure = structures().get(0);
        Prediction here = chgnet.evaluate(
                        List.of(structure), RequestedQuantities.ENERGY_FORCES_STRESS)
                .get(0)
                .orElseThrow();
        Prediction there = CompletableFuture.supplyAsync(() -> chgnet.evaluate(
                        List.of(structure), RequestedQuantities.ENERGY_FORCES_STRESS))
                .get()
                .get(0)
                .orElseThrow();
        assertThat(there.energyEvPerAtom()).isEqualTo(here.energyEvPerAtom());
        assertThat(there.forceMaxEvPerAngstrom())
                .isCloseTo(here.forceMaxEvPerAngstrom(), within(1e-5));
    }

    private static Structure cubic(double edge, String symbol, double[][] frac) {
        int[] atomicNumbers = new int[frac.length];
        Arrays.fill(atomicNumbers, Element.of(symbol).atomicNumber());
        return new Structure(
                new double[][] {{edge, 0, 0}, {0, edge, 0}, {0, 0, edge}}, atomicNumbers, frac);
    }

    private static String reason(Result<Prediction> evaluation) {
        return ((Result.Failure<?>) evaluation).reason();
    }
}

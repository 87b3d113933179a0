package io.nucleate.energy.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Tests the readouts that come with Nucleate on well-known compounds. */
class PropertyModelsTest {
    private static Potential chgnet;
    private static PropertyModels models;

    @BeforeAll
    static void load() throws IOException {
        chgnet = Potentials.load("chgnet", "cpu");
        models = PropertyModels.available(List.of(), chgnet.name(), Device.cpu());
    }

    @AfterAll
    static void close() {
        models.close();
        chgnet.close();
    }

    /**
     * Returns a primitive cell of a face-centred cubic lattice. The second element is on the
     * diagonal.
     */
    private static Structure cubic(Element a, Element b, double latticeAngstrom, double diagonal) {
        double half = latticeAngstrom / 2;
        return new Structure(
                new double[][] {{0, half, half}, {half, 0, half}, {half, half, 0}},
                new int[] {a.atomicNumber(), b.atomicNumber()},
                new double[][] {{0, 0, 0}, {diagonal, diagonal, diagonal}});
    }

    private static final Structure HALITE = cubic(Element.Na, Element.Cl, 5.64, 0.5);
    private static final Structure PERICLASE = cubic(Element.Mg, Element.O, 4.21, 0.5);
    private static final Structure GALLIUM_ARSENIDE = cubic(Element.Ga, Element.As, 5.65, 0.25);
    private static final Structure NICKEL_ALUMINIDE = new Structure(
            new double[][] {{2.89, 0, 0}, {0, 2.89, 0}, {0, 0, 2.89}},
            new int[] {Element.Ni.atomicNumber(), Element.Al.atomicNumber()},
            new double[][] {{0, 0, 0}, {0.5, 0.5, 0.5}});

    private static Estimate estimate(Property property, Structure structure) {
        List<Result<Prediction>> evaluations =
                chgnet.evaluate(List.of(structure), RequestedQuantities.ENERGY);
        return models.estimate(List.of(structure), List.of(evaluations.get(0).orElseThrow()))
                .get(0)
                .get(property);
    }

    private static double bandGapEv(Structure structure) {
        return estimate(Property.BAND_GAP, structure).value();
    }

    private static double dielectric(Structure structure) {
        return estimate(Property.DIELECTRIC_ELECTRONIC, structure).value();
    }

    /**
     * The gaps in the Materials Project (PBE) are NaCl 5.0, MgO 4.5, GaAs 0.2 and NiAl 0 eV. The
     * bounds are three times the mean error on compounds that were held out.
     */
    @Test
    void saltsHaveWideGapsSemiconductorsNarrowOnesMetalsNone() {
        assertThat(bandGapEv(HALITE)).isCloseTo(5.0, within(1.2));
        assertThat(bandGapEv(PERICLASE)).isCloseTo(4.5, within(1.2));
        assertThat(bandGapEv(GALLIUM_ARSENIDE)).isBetween(0.0, 1.2);
        assertThat(bandGapEv(NICKEL_ALUMINIDE)).isBetween(0.0, 0.2);
    }

    /** Density functional perturbation theory gives NaCl 2.4, MgO 3.2, and GaAs 15 or more. */
    @Test
    void crystalsWithAWideGapHaveASmallDielectricConstant() {
        assertThat(dielectric(HALITE)).isCloseTo(2.4, within(0.6));
        assertThat(dielectric(PERICLASE)).isCloseTo(3.2, within(0.6));
        assertThat(dielectric(GALLIUM_ARSENIDE)).isGreaterThan(8);
    }

    @Test
    void cellOrderAndOrientationDoNotMatter() {
        Structure doubled = new Structure(
                new double[][] {{0, 5.64, 5.64}, {2.82, 0, 2.82}, {2.82, 2.82, 0}},
                new int[] {17, 11, 17, 11},
                new double[][] {{0.25, 0.5, 0.5}, {0, 0, 0}, {0.75, 0.5, 0.5}, {0.5, 0, 0}});
        double cos = Math.cos(0.7);
        double sin = Math.sin(0.7);
        Structure rotated = new Structure(
                Vectors.multiply(
                        HALITE.latticeVectors(),
                        new double[][] {{cos, sin, 0}, {-sin, cos, 0}, {0, 0, 1}}),
                HALITE.atomicNumbers(),
                HALITE.fracs());
        for (Property property : Property.values()) {
            Estimate expected = estimate(property, HALITE);
            for (Structure same : List.of(doubled, rotated)) {
                assertThat(estimate(property, same).value())
                        .isCloseTo(expected.value(), within(1e-3));
                assertThat(estimate(property, same).uncertainty())
                        .isCloseTo(expected.uncertainty(), within(1e-3));
            }
        }
    }

    @Test
    void aPotentialWithoutFeaturesIsRefused() {
        Prediction energyAlone = new Prediction(
                -3, new double[0][], new double[0][], new double[0], new double[0][]);
        assertThatThrownBy(() -> models.estimate(List.of(HALITE), List.of(energyAlone)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("features of the atoms");
    }

    @Test
    void readoutsBelongToAPotential(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("gap.safetensors");
        TrainingSet flat = new TrainingSet(
                Property.BAND_GAP,
                "flat-1",
                List.of(
                        new TrainingSet.Example("a", "A", new float[] {0, 1}, 1),
                        new TrainingSet.Example("b", "B", new float[] {1, 0}, 2)));
        ReadoutSettings settings = new ReadoutSettings(2, 4, 1, 2, 1e-3, 0, 1);
        try (Readout readout =
                new ReadoutTraining(settings, Device.cpu(), (epoch, loss) -> {}).train(flat)) {
            readout.toSafeTensors(Map.of()).write(file);
        }
        assertThatThrownBy(
                        () -> PropertyModels.available(List.of(file), "chgnet-0.3.0", Device.cpu()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "gap.safetensors", "flat-1", "chgnet-0.3.0", "train-property");
        assertThatThrownBy(
                        () -> PropertyModels.available(List.of(file, file), "flat-1", Device.cpu()))
                .hasMessageContaining("second readout of band-gap");
        try (PropertyModels own = PropertyModels.available(List.of(file), "flat-1", Device.cpu())) {
            assertThat(own.properties()).containsExactly(Property.BAND_GAP);
            assertThatThrownBy(() -> own.only(EnumSet.of(Property.DIELECTRIC_ELECTRONIC)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("dielectric", "train-property");
        }
        try (PropertyModels gaps = PropertyModels.available(List.of(), "chgnet-0.3.0", Device.cpu())
                .only(EnumSet.of(Property.BAND_GAP))) {
            assertThat(gaps.properties()).containsExactly(Property.BAND_GAP);
        }
    }

    @Test
    void theFilesStateTheirDataAndErrors() {
        for (Property property : Property.values()) {
            assertThat(models.metadata(property))
                    .containsKeys(
                            "provenance",
                            "data",
                            "evaluation.chemical-system",
                            "evaluation.structure");
            assertThat(models.metadata(property).get("provenance"))
                    .contains("Materials Project", "CC BY 4.0");
        }
    }
}

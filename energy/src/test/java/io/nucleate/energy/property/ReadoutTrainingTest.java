package io.nucleate.energy.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.nucleate.energy.property.TrainingSet.Example;
import io.nucleate.energy.property.TrainingSet.Split;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

class ReadoutTrainingTest {
    private static final ReadoutSettings SETTINGS =
            new ReadoutSettings(3, 16, 40, 32, 1e-2, 0.01, 7);

    /**
     * Makes examples with five inputs in 40 chemical systems. The value is a function of the first
     * two inputs; it lies between 1 and 8, or is 0 for a metal.
     */
    private static TrainingSet made(Property property, int size) {
        Random random = new Random(11);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            float[] descriptor = new float[5];
            for (int k = 0; k < descriptor.length; k++) {
                descriptor[k] = (float) (random.nextGaussian() * (k + 1) + k);
            }
            double value = Math.max(0, 2 + 2 * descriptor[0] + Math.sin(descriptor[1]));
            examples.add(new Example(
                    "m" + i,
                    "system" + i % 40,
                    descriptor,
                    property == Property.BAND_GAP ? value : value + 1.5));
        }
        return new TrainingSet(property, "flat-1", examples);
    }

    private static ReadoutTraining training() {
        return new ReadoutTraining(SETTINGS, Device.cpu(), (epoch, loss) -> {});
    }

    @ParameterizedTest
    @EnumSource(Property.class)
    void learnsAFunctionOfItsInputs(Property property) {
        CrossValidation validation =
                training().crossValidate(made(property, 600), Split.CHEMICAL_SYSTEM, 2);
        assertThat(validation.meanAbsoluteError()).isLessThan(validation.errorOfTheMedian() / 4);
        assertThat(validation.folds().stream().mapToInt(List::size).sum()).isEqualTo(600);
    }

    @Test
    void theLossFalls() {
        List<Double> losses = new ArrayList<>();
        new ReadoutTraining(SETTINGS, Device.cpu(), (epoch, loss) -> losses.add(loss))
                .train(made(Property.BAND_GAP, 300))
                .close();
        assertThat(losses).hasSize(SETTINGS.epochs());
        assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0) / 3);
    }

    @Test
    void theSameSeedGivesTheSameReadout() {
        TrainingSet data = made(Property.BAND_GAP, 100);
        float[] asked = data.examples().get(3).descriptor();
        try (Readout one = training().train(data);
                Readout other = training().train(data)) {
            assertThat(one.estimate(List.of(asked))).isEqualTo(other.estimate(List.of(asked)));
        }
    }

    @Test
    void aReadoutIsReadAsWritten() {
        TrainingSet data = made(Property.DIELECTRIC_ELECTRONIC, 100);
        List<float[]> asked = data.examples().stream().map(Example::descriptor).toList();
        try (Readout trained = training().train(data);
                Readout read = Readout.of(
                        SafeTensors.parse(trained.toSafeTensors(Map.of("provenance", "made up"))
                                .toBytes()),
                        Device.cpu())) {
            assertThat(read.estimate(asked)).isEqualTo(trained.estimate(asked));
            assertThat(read.property()).isEqualTo(Property.DIELECTRIC_ELECTRONIC);
            assertThat(read.potential()).isEqualTo("flat-1");
            assertThat(read.metadata())
                    .containsEntry("provenance", "made up")
                    .containsEntry("training.seed", "7");
        }
    }

    @Test
    void anEstimateDependsOnItsStructureAlone() {
        TrainingSet data = made(Property.BAND_GAP, 100);
        List<float[]> asked = data.examples().stream().map(Example::descriptor).toList();
        try (Readout readout = training().train(data)) {
            List<Estimate> together = readout.estimate(asked);
            for (int i = 0; i < asked.size(); i += 17) {
                Estimate alone = readout.estimate(List.of(asked.get(i))).get(0);
                assertThat(alone.value()).isCloseTo(together.get(i).value(), within(1e-5));
                assertThat(alone.uncertainty())
                        .isCloseTo(together.get(i).uncertainty(), within(1e-5));
            }
        }
    }

    /**
     * A policy in training proposes crystals unlike all data. Extreme inputs must not give extreme
     * values.
     */
    @Test
    void inputsFarOutsideTheTrainingDataAreClipped() {
        try (Readout readout = training().train(made(Property.BAND_GAP, 100))) {
            List<Estimate> estimates = readout.estimate(
                    List.of(new float[] {1e3f, 0, 0, 0, 0}, new float[] {1e9f, 0, 0, 0, 0}));
            assertThat(estimates.get(0)).isEqualTo(estimates.get(1));
        }
    }

    @Test
    void wrongInputsAreNamed() {
        TrainingSet data = made(Property.BAND_GAP, 100);
        try (Readout readout = training().train(data)) {
            assertThatThrownBy(() -> readout.estimate(List.of(new float[4])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("band-gap")
                    .hasMessageContaining("flat-1");
        }
        assertThatThrownBy(() -> Readout.of(new SafeTensors(Map.of(), Map.of()), Device.cpu()))
                .hasMessageContaining("no property readout");
        assertThatThrownBy(() -> training().train(made(Property.BAND_GAP, 1)))
                .hasMessageContaining("at least two");
    }
}

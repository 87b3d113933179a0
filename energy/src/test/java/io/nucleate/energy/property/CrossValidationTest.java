package io.nucleate.energy.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.energy.property.CrossValidation.HeldOut;
import io.nucleate.energy.property.TrainingSet.Example;
import io.nucleate.energy.property.TrainingSet.Split;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class CrossValidationTest {
    private static HeldOut heldOut(double value, double estimate, double uncertainty) {
        return new HeldOut("mp-1", value, new Estimate(estimate, uncertainty));
    }

    @Test
    void errorsAreThoseOfTheExamples() {
        CrossValidation validation = new CrossValidation(
                Split.STRUCTURE,
                List.of(
                        List.of(heldOut(1, 1.1, 0.2), heldOut(2, 1.7, 0.1)),
                        List.of(heldOut(4, 4.6, 0.4), heldOut(0, 1, 0.8))));
        assertThat(validation.foldErrors().get(0)).isCloseTo(0.2, within(1e-12));
        assertThat(validation.foldErrors().get(1)).isCloseTo(0.8, within(1e-12));
        assertThat(validation.meanAbsoluteError()).isCloseTo(0.5, within(1e-12));
        assertThat(validation.spread()).isCloseTo(0.6 / Math.sqrt(2), within(1e-12));
        assertThat(validation.rootMeanSquareError())
                .isCloseTo(Math.sqrt((0.01 + 0.09 + 0.36 + 1) / 4), within(1e-12));
        assertThat(validation.errorOfTheMedian()).isCloseTo((0 + 1 + 3 + 1) / 4.0, within(1e-12));
        assertThat(validation.errorsByUncertainty()).hasSize(4);
        assertThat(validation.errorsByUncertainty().get(0)).isCloseTo(0.3, within(1e-12));
        assertThat(validation.errorsByUncertainty().get(3)).isCloseTo(1, within(1e-12));
        assertThat(validation.within(1)).isEqualTo(0.25);
        assertThat(validation.within(2)).isEqualTo(0.75);
    }

    /** The model card states errors for these folds, so they must not change. */
    @Test
    void foldsDependOnTheGroupOnly() {
        List<Integer> folds = IntStream.range(0, 10)
                .mapToObj(i -> TrainingSet.fold("Cl-Na" + i, 5, 1))
                .toList();
        assertThat(folds).containsExactly(0, 4, 1, 4, 3, 4, 2, 0, 3, 2);
    }

    @Test
    void compoundsOfTheSameElementsAreHeldOutTogether() {
        Example one = new Example("mp-1", "O-Ti", new float[1], 1);
        Example other = new Example("mp-2", "O-Ti", new float[1], 2);
        assertThat(Split.CHEMICAL_SYSTEM.group(one)).isEqualTo(Split.CHEMICAL_SYSTEM.group(other));
        assertThat(Split.STRUCTURE.group(one)).isNotEqualTo(Split.STRUCTURE.group(other));
    }
}

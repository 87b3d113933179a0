package io.nucleate.evaluation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.crystal.matching.Tolerances;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.evaluation.prediction.StructurePrediction.Draw;

import org.junit.jupiter.api.Test;

import java.util.List;

class StructurePredictionTest {
    private static Crystal caesiumChloride(double lengthAngstrom) {
        return TestCrystals.caesiumChloride(Element.Na, Element.Cl, lengthAngstrom);
    }

    private static Crystal rockSalt(double lengthAngstrom) {
        return TestCrystals.rockSalt(Element.Na, Element.Cl, lengthAngstrom);
    }

    /** Two rock salts together weigh more than the cesium chloride, but their second waits. */
    @Test
    void arrangementsAreChosenByTheirTotalWeight() {
        Draw first = new Draw(rockSalt(5.6), 0.2);
        Draw second = new Draw(rockSalt(5.7), 0.25);
        Draw other = new Draw(caesiumChloride(3.5), 0.4);
        Draw impossible = new Draw(rockSalt(1), 0.15);
        List<Draw> all = List.of(first, second, other, impossible);
        assertThat(StructurePrediction.choose(all, 1)).containsExactly(second);
        assertThat(StructurePrediction.choose(all, 2)).containsExactly(second, other);
        assertThat(StructurePrediction.choose(all, 9)).containsExactly(second, other, first);
    }

    @Test
    void whatRelaxesToTheSameIsOneStructure() {
        try (EnergyCalculator calculator = new FlatPotential(-0.2).calculator()) {
            List<PredictedStructure> ranked = new StructurePrediction(
                            calculator,
                            RelaxationSettings.DEFAULT,
                            new StructureMatcher(Tolerances.DEFAULT),
                            0.01)
                    .rank(List.of(
                            new Draw(rockSalt(5.6), 0.3),
                            new Draw(caesiumChloride(3.5), 0.5),
                            new Draw(rockSalt(5.7), 0.2)));
            assertThat(ranked).hasSize(2);
            assertThat(ranked)
                    .filteredOn(structure -> structure.draws() == 2)
                    .singleElement()
                    .satisfies(salt -> {
                        assertThat(salt.crystal().spaceGroup().number()).isEqualTo(225);
                        assertThat(salt.weight()).isCloseTo(0.5, within(1e-12));
                    });
        }
    }
}

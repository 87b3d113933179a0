package io.nucleate.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.energy.FlatPotential;
import io.nucleate.reward.Gates;
import io.nucleate.reward.Reward;
import io.nucleate.reward.RewardValue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;

class ImpossibleCrystalsTest {
    /** The potential may predict low energies for impossible crystals, so it is not called. */
    @ParameterizedTest
    @MethodSource("io.nucleate.reward.RewardContractTest#rewards")
    void getTheWorstValueOfEveryReward(Reward reward) {
        FlatPotential potential = new FlatPotential(-2.4);
        List<Site> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(new Site(i < 10 ? Element.Na : Element.Cl, 'l', 0.01 + 0.02 * i, 0.3, 0.2));
        }
        List<Crystal> tricks = List.of(
                TestCrystals.rockSalt(Element.Pb, Element.Pb, 6.7),
                TestCrystals.rockSalt(Element.Na, Element.Cl, 3.2),
                TestCrystals.rockSalt(Element.Na, Element.Cl, 30),
                TestCrystals.rockSalt(Element.Na, Element.Cl, 0.1),
                TestCrystals.rockSalt(Element.Es, Element.Cl, 6),
                new Crystal(SpaceGroup.of(225), new Lattice(40, 40, 40, 90, 90, 90), many));
        for (Result<Score> result : FlatScorer.of(potential, reward).score(tricks)) {
            RewardValue value = result.orElseThrow().reward();
            assertThat(value.value()).hasValue(reward.worst());
            assertThat(value.guards())
                    .isNotEmpty()
                    .isSubsetOf(
                            Gates.SINGLE_ELEMENT,
                            Gates.ATOMS_TOO_CLOSE,
                            Gates.ABSURD_VOLUME,
                            Gates.TOO_MANY_ATOMS,
                            CrystalScorer.UNKNOWN_ELEMENT);
        }
        assertThat(potential.asked()).isEmpty();
    }
}

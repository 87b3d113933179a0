package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.learner.reinforcement.StalenessStudy.Arm;
import io.nucleate.learner.reinforcement.StalenessStudy.Version;

import org.junit.jupiter.api.Test;

import java.util.List;

class StalenessStudyTest {
    private static Arm arm(String algorithm, int age, int versions) {
        return new Arm(algorithm, 1, age, 16, 2, 1e-2, versions);
    }

    @Test
    void rewardsWhatIsIonic() {
        assertThat(StalenessStudy.reward(TestCrystals.rockSalt(Element.K, Element.F, 5)))
                .isCloseTo(1, within(1e-12));
        assertThat(StalenessStudy.reward(TestCrystals.rockSalt(Element.F, Element.K, 5)))
                .isCloseTo(-1, within(1e-12));
        assertThat(StalenessStudy.reward(TestCrystals.rockSalt(Element.Na, Element.Cl, 5)))
                .isCloseTo((3.16 - 0.93) / 3.16, within(1e-12));
    }

    /** 0, 1, 2, 3, and then as old as was asked for. */
    @Test
    void crystalsAreAsOldAsIsAskedFor() {
        List<Version> versions = StalenessStudy.learn(arm("naive", 3, 6));
        assertThat(versions).extracting(Version::version).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(versions).extracting(Version::age).containsExactly(0., 0., 1., 2., 3., 3., 3.);
    }

    @Test
    void whatIsFreshTeachesBothTheSame() {
        Version naive = StalenessStudy.learn(arm("naive", 0, 1)).get(1);
        Version decoupled = StalenessStudy.learn(arm("nucleate", 0, 1)).get(1);
        assertThat(naive.reward()).isCloseTo(decoupled.reward(), within(1e-4));
        assertThat(naive.distance()).isCloseTo(decoupled.distance(), within(1e-4));
    }
}

package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

class FirstSiteTest {
    private static final SpaceGroup GROUP = SpaceGroup.of(123);

    @Test
    void elementsHaveTheProbabilityThatCrystalsOfOneSiteHave() throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            FirstSite first = policy.firstSite(GROUP);
            List<Crystal> crystals = new ArrayList<>();
            List<Double> expected = new ArrayList<>();
            for (WyckoffPosition position : GROUP.positions()) {
                for (Element element : List.of(Element.H, Element.Na, Element.Og)) {
                    double[] xyz = position.project(0.1, 0.2, 0.3);
                    Site site = new Site(element, position.letter(), xyz[0], xyz[1], xyz[2]);
                    crystals.add(
                            new Crystal(GROUP, new Lattice(4, 4, 5, 90, 90, 90), List.of(site)));
                    expected.add(Math.log(first.probability(position, element)));
                }
            }
            List<LogProb> logProbs = policy.logProb(crystals);
            for (int i = 0; i < crystals.size(); i++) {
                assertThat(logProbs.get(i).element()).isCloseTo(expected.get(i), within(1e-4));
            }
        }
    }

    @Test
    void lettersAreDrawnAsOftenAsTheirProbabilitySays() throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            FirstSite first = policy.firstSite(GROUP);
            int draws = 3000;
            List<SampledCrystal> drawn = policy.sample(
                    Collections.nCopies(draws, GROUP),
                    SamplingSettings.DEFAULT,
                    new SplittableRandom(1));
            double sum = 0;
            for (WyckoffPosition position : GROUP.positions()) {
                double probability = first.probability(position);
                sum += probability;
                double share = (double) drawn.stream()
                                .filter(each -> each.crystal().sites().get(0).wyckoff()
                                        == position.letter())
                                .count()
                        / drawn.size();
                assertThat(share)
                        .as("letter %s", position.letter())
                        .isCloseTo(
                                probability,
                                within(0.003 + 4 * Math.sqrt(probability / drawn.size())));
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
            assertThat(Arrays.stream(Element.values())
                            .mapToDouble(first::probability)
                            .sum())
                    .isCloseTo(1, within(1e-6));
        }
    }
}

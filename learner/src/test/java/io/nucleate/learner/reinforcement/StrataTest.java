package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Chemistry;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.policy.Policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

class StrataTest {
    private static final Strata CHEMISTRY = Strata.parse("chemistry");

    /** Oxides, halides and intermetallics of two elements. */
    private static final PairToy TOY =
            new PairToy(List.of(Element.Na, Element.K, Element.Cl, Element.O), StrataTest::reward);

    private static Chemistry chemistry(Crystal crystal) {
        return Chemistry.of(crystal.composition());
    }

    /** Intermetallics are rich and oxides poor; in each the heavier element is better first. */
    private static double reward(Crystal crystal) {
        double ofStratum =
                switch (chemistry(crystal)) {
                    case INTERMETALLIC -> 1;
                    case HALIDE -> 0.5;
                    default -> 0;
                };
        boolean isHeavierFirst = crystal.sites().get(0).element().ordinal()
                > crystal.sites().get(1).element().ordinal();
        return ofStratum + (isHeavierFirst ? 0.5 : 0);
    }

    /** Share of a stratum, and the mean reward within it. */
    private record Part(double share, double reward) {}

    private static Map<Chemistry, Part> parts(double[] probabilities) {
        List<Crystal> kinds = TOY.kinds();
        Map<Chemistry, Part> parts = new TreeMap<>();
        for (Chemistry one : Set.of(Chemistry.OXIDE, Chemistry.HALIDE, Chemistry.INTERMETALLIC)) {
            double share = 0;
            double reward = 0;
            for (int i = 0; i < kinds.size(); i++) {
                if (chemistry(kinds.get(i)) == one) {
                    share += probabilities[i];
                    reward += probabilities[i] * reward(kinds.get(i));
                }
            }
            parts.put(one, new Part(share, reward / share));
        }
        return parts;
    }

    private static ReinforcementSettings settings(Algorithm algorithm) {
        return new ReinforcementSettings(
                algorithm, 128, 2, 2e-3, 0.2, 1, 0.1, 4, 2, 0.99, 10, 2000, 1);
    }

    /**
     * A policy with numbers of its own for each share and for what is in each stratum: only the
     * advantages can move the shares. Without strata the rich one takes over. With them each
     * becomes better and keeps its share.
     */
    @ParameterizedTest
    @EnumSource(names = {"NUCLEATE", "GROUP_RELATIVE", "LEAVE_ONE_OUT", "TRAJECTORY_BALANCE"})
    void eachStratumBecomesBetterAndKeepsItsShare(Algorithm algorithm) {
        TabularPolicy plain = new TabularPolicy();
        TabularPolicy stratified = new TabularPolicy();
        Map<Chemistry, Part> before = parts(plain.probabilities());
        plain.learn(algorithm.rule(settings(algorithm)));
        stratified.learn(algorithm.rule(settings(algorithm).with(CHEMISTRY)));
        Map<Chemistry, Part> without = parts(plain.probabilities());
        assertThat(without.get(Chemistry.INTERMETALLIC).share()).isGreaterThan(0.9);
        parts(stratified.probabilities()).forEach((chemistry, part) -> {
            assertThat(part.share())
                    .as("share of " + chemistry)
                    .isCloseTo(before.get(chemistry).share(), within(0.1));
            assertThat(part.reward())
                    .as("reward of " + chemistry)
                    .isGreaterThan(before.get(chemistry).reward() + 0.15);
        });
    }

    /** p(x) = P(s) p(x|s), with a logit for each stratum and for each kind of crystal. */
    private static final class TabularPolicy {
        private static final int BATCH = 512;

        private final List<Crystal> kinds = TOY.kinds();
        private final Map<Chemistry, Double> strata = new EnumMap<>(
                Map.of(Chemistry.OXIDE, 1.0, Chemistry.HALIDE, 0.5, Chemistry.INTERMETALLIC, 0.0));
        private final double[] logits = new double[kinds.size()];

        private double[] probabilities() {
            double ofStrata = strata.values().stream().mapToDouble(Math::exp).sum();
            return IntStream.range(0, logits.length)
                    .mapToDouble(i ->
                            Math.exp(strata.get(chemistry(kinds.get(i)))) / ofStrata * within(i))
                    .toArray();
        }

        /** Returns p(x|s). */
        private double within(int kind) {
            double sum = IntStream.range(0, logits.length)
                    .filter(i -> chemistry(kinds.get(i)) == chemistry(kinds.get(kind)))
                    .mapToDouble(i -> Math.exp(logits[i]))
                    .sum();
            return Math.exp(logits[kind]) / sum;
        }

        /** Four hundred steps along the gradient Σ A ∇ln p. */
        private void learn(LearningRule rule) {
            SplittableRandom random = new SplittableRandom(7);
            for (int step = 0; step < 400; step++) {
                int[] drawn = draw(random);
                List<Experience> batch = Arrays.stream(drawn)
                        .mapToObj(i -> new Experience(kinds.get(i), 0, 0, reward(kinds.get(i))))
                        .toList();
                double[] advantages = rule.excess(batch);
                rule.count(batch);
                climb(drawn, advantages);
            }
        }

        private int[] draw(SplittableRandom random) {
            double[] probabilities = probabilities();
            return IntStream.range(0, BATCH)
                    .map(n -> {
                        double left = random.nextDouble();
                        int kind = 0;
                        while (kind < probabilities.length - 1 && left >= probabilities[kind]) {
                            left -= probabilities[kind++];
                        }
                        return kind;
                    })
                    .toArray();
        }

        private void climb(int[] drawn, double[] advantages) {
            double[] probabilities = probabilities();
            double[] conditional =
                    IntStream.range(0, logits.length).mapToDouble(this::within).toArray();
            Map<Chemistry, Double> ofStrata = new EnumMap<>(Chemistry.class);
            double[] ofKinds = new double[logits.length];
            double all = 0;
            for (int n = 0; n < drawn.length; n++) {
                double advantage = advantages[n] / drawn.length;
                ofStrata.merge(chemistry(kinds.get(drawn[n])), advantage, Double::sum);
                ofKinds[drawn[n]] += advantage;
                all += advantage;
            }
            Map<Chemistry, Part> parts = parts(probabilities);
            for (int i = 0; i < logits.length; i++) {
                double ofStratum = ofStrata.getOrDefault(chemistry(kinds.get(i)), 0.0);
                logits[i] += ofKinds[i] - conditional[i] * ofStratum;
            }
            for (Chemistry one : parts.keySet()) {
                double slope = ofStrata.getOrDefault(one, 0.0) - parts.get(one).share() * all;
                strata.merge(one, slope, Double::sum);
            }
        }
    }

    /**
     * A network shares weights between strata, so that shares move with what is learned; still the
     * poor stratum is not given up for the rich one.
     */
    @ParameterizedTest
    @EnumSource(names = {"NUCLEATE", "GROUP_RELATIVE"})
    void aNetworkDoesNotGiveUpThePoorStratum(Algorithm algorithm) {
        try (Policy plain = TOY.policy(1);
                Policy stratified = TOY.policy(1);
                Policy pretrained = TOY.policy(1)) {
            Map<Chemistry, Part> before = parts(TOY.probabilities(pretrained));
            TOY.learn(settings(algorithm), plain, pretrained, 60, 0);
            TOY.learn(settings(algorithm).with(CHEMISTRY), stratified, pretrained, 60, 0);
            Map<Chemistry, Part> without = parts(TOY.probabilities(plain));
            Map<Chemistry, Part> after = parts(TOY.probabilities(stratified));
            assertThat(before.get(Chemistry.OXIDE).share()).isGreaterThan(0.8);
            assertThat(without.get(Chemistry.OXIDE).share()).isLessThan(0.02);
            assertThat(after.get(Chemistry.OXIDE).share()).isGreaterThan(0.25);
            after.forEach((chemistry, part) -> assertThat(part.reward())
                    .as("reward of " + chemistry)
                    .isGreaterThan(before.get(chemistry).reward() + 0.15));
        }
    }

    /**
     * With the pull the poor stratum keeps its share, and still each becomes better. Shares swing,
     * since this toy learns much from each batch and the pull comes after it; so their mean over
     * the second half is looked at. Without the pull that of the poor one is 0.86 at the start, and
     * then 0.26 ({@code nucleate}, {@code naive}), 0.62 or 0.58.
     */
    @ParameterizedTest
    @EnumSource(names = {"NUCLEATE", "NAIVE", "GROUP_RELATIVE", "LEAVE_ONE_OUT"})
    void thePullHoldsTheShares(Algorithm algorithm) {
        int versions = 90;
        ReinforcementSettings settings = settings(algorithm).with(CHEMISTRY.withPull(1));
        try (Policy policy = TOY.policy(1);
                Policy pretrained = TOY.policy(1);
                Learner learner = new Learner(settings, policy, pretrained)) {
            Map<Chemistry, Part> before = parts(TOY.probabilities(pretrained));
            double poor = 0;
            long sequence = 0;
            for (int version = 0; version < versions; version++) {
                if (version >= versions / 2) {
                    poor += parts(TOY.probabilities(policy))
                            .get(Chemistry.OXIDE)
                            .share();
                }
                for (Experience one : TOY.draw(policy, settings.batchSize(), version, version)) {
                    learner.scored("g", sequence++, one);
                }
            }
            assertThat(poor / (versions - versions / 2))
                    .isCloseTo(before.get(Chemistry.OXIDE).share(), within(0.15));
            parts(TOY.probabilities(policy)).forEach((chemistry, part) -> assertThat(part.reward())
                    .as("reward of " + chemistry)
                    .isGreaterThan(before.get(chemistry).reward() + 0.15));
        }
    }

    @Test
    void crystalsAreDividedBySitesChemistryAndFamily() {
        Crystal salt = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64);
        List<Crystal> crystals = List.of(
                salt,
                new Crystal(SpaceGroup.of(225), salt.lattice(), salt.sites().subList(0, 1)),
                TestCrystals.rockSalt(Element.Mg, Element.O, 4.2),
                new Crystal(
                        SpaceGroup.of(47),
                        salt.lattice(),
                        List.of(
                                new Site(Element.Na, 'a', 0, 0, 0),
                                new Site(Element.Cl, 'h', 0.5, 0.5, 0.5))));
        assertThat(numbers("sites", crystals)).containsExactly(1, 0, 1, 1);
        assertThat(numbers("none", crystals)).containsOnly(0);
        assertThat(new HashSet<>(numbers("chemistry", crystals))).hasSize(3);
        assertThat(new HashSet<>(numbers("family", crystals))).hasSize(2);
        assertThat(new HashSet<>(numbers("sites,chemistry,family", crystals))).hasSize(4);
    }

    private static List<Integer> numbers(String strata, List<Crystal> crystals) {
        return crystals.stream().map(Strata.parse(strata)::of).toList();
    }

    @Test
    void theTextIsReadBackWhateverTheOrder() {
        assertThat(Strata.parse("family, sites").text()).isEqualTo("sites,family");
        assertThat(Strata.parse("none").text()).isEqualTo("none");
        assertThatThrownBy(() -> Strata.parse("sites,size"))
                .hasMessage("learning.strata cannot be 'size'; it is none, or some of"
                        + " sites,chemistry,family");
        assertThatThrownBy(() -> settings(Algorithm.PPO).with(CHEMISTRY))
                .hasMessageContaining("learning.strata must be none, not 'chemistry'");
    }

    @Test
    void theBaselineOfAStratumIsItsOwn() {
        Crystal salt = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64);
        Crystal oxide = TestCrystals.rockSalt(Element.Mg, Element.O, 4.2);
        StratifiedBaseline baseline = new StratifiedBaseline(CHEMISTRY, 0.99, 10);
        assertThat(baseline.expected(salt)).isZero();
        for (int i = 0; i < 200; i++) {
            baseline.add(salt, 1);
        }
        assertThat(baseline.expected(oxide)).as("not seen yet").isEqualTo(1);
        baseline.add(oxide, -3);
        assertThat(baseline.expected(oxide)).isCloseTo(-3, within(1e-9));
        assertThat(baseline.expected(salt)).isCloseTo(1, within(1e-9));
        Crystal elsewhere = new Crystal(SpaceGroup.of(221), oxide.lattice(), oxide.sites());
        assertThat(baseline.expected(elsewhere))
                .as("of a new space group")
                .isCloseTo(-3, within(1e-9));

        StratifiedBaseline restored = new StratifiedBaseline(CHEMISTRY, 0.99, 10);
        restored.restore(baseline.state());
        assertThat(restored.state()).containsExactly(baseline.state());
        assertThat(restored.expected(oxide)).isEqualTo(baseline.expected(oxide));
        assertThatThrownBy(() ->
                        new StratifiedBaseline(Strata.NONE, 0.99, 10).restore(baseline.state()))
                .hasMessageContaining("learning.strata");
    }

    /** Without strata state and values are those of the baseline by space group. */
    @Test
    void withoutStrataItIsTheBaselineOfEarlierReleases() {
        Baseline plain = new Baseline(0.9, 5);
        StratifiedBaseline none = new StratifiedBaseline(Strata.NONE, 0.9, 5);
        List<Crystal> crystals = new ArrayList<>(TOY.kinds());
        crystals.add(TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64));
        for (Crystal crystal : crystals) {
            plain.add(crystal.spaceGroup(), reward(crystal));
            none.add(crystal, reward(crystal));
            assertThat(none.expected(crystal)).isEqualTo(plain.expected(crystal.spaceGroup()));
        }
        assertThat(none.state()).containsExactly(plain.state());
        StratifiedBaseline later = new StratifiedBaseline(CHEMISTRY, 0.9, 5);
        later.restore(plain.state());
        assertThat(later.expected(crystals.get(0)))
                .isEqualTo(plain.expected(crystals.get(0).spaceGroup()));
    }
}

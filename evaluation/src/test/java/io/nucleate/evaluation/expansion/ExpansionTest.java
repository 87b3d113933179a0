package io.nucleate.evaluation.expansion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.HeldOutFormulas;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.crystal.substitution.ElementLikeness;
import io.nucleate.crystal.substitution.Proposal;
import io.nucleate.crystal.substitution.Proposals;
import io.nucleate.crystal.substitution.Proposals.Parent;
import io.nucleate.crystal.symmetry.SymmetryFinder;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.evaluation.expansion.Expansion.SecondPotential;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class ExpansionTest {
    private static final ExpansionSettings SETTINGS = new ExpansionSettings(
            20, 20, 0.1, SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM, RelaxationSettings.DEFAULT);

    /** Rock salts and perovskites, enough for several batches of others. */
    private static final List<Parent> KNOWN = elements(
                    "Li Na K Rb Cs Mg Ca Sr Ba Al Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Y Zr Ag")
            .flatMap(cation -> elements("F Cl Br I O S Se Te N P")
                    .filter(anion -> (cation.ordinal() + anion.ordinal()) % 2 == 0)
                    .flatMap(anion -> Stream.of(
                            new Parent(cation + " " + anion, rockSalt(cation, anion)),
                            new Parent("Pb " + cation + anion, perovskite(cation, anion)))))
            .toList();

    private static final Proposals PROPOSALS = new Proposals(
            KNOWN,
            ElementLikeness.of(KNOWN.stream().map(Parent::crystal).toList(), element -> true),
            Proposals.Settings.DEFAULT);

    @TempDir
    Path directory;

    private static Stream<Element> elements(String symbols) {
        return Arrays.stream(symbols.split(" ")).map(Element::of);
    }

    private static Crystal rockSalt(Element cation, Element anion) {
        return TestCrystals.rockSalt(cation, anion, 5);
    }

    private static Crystal simpleCubic(Element element) {
        return TestCrystals.cubic(221, 3.4, new Site(element, 'a', 0, 0, 0));
    }

    private static Crystal perovskite(Element cation, Element anion) {
        return TestCrystals.perovskite(Element.Pb, cation, anion, 4.2);
    }

    private Expansion open(String name) throws IOException {
        return new Expansion(
                directory.resolve(name), SETTINGS, KNOWN, PROPOSALS::get, 60_000, hull());
    }

    private static ConvexHull hull() {
        return new ConvexHull(new HullReference("none", List.of(), List.of()));
    }

    /** Every compound has the same formation energy, and needs no step. */
    private static EnergyCalculator calculator(double formationEnergyEvPerAtom) {
        return new EnergyCalculator(
                new FlatPotential(formationEnergyEvPerAtom), FlatPotential.REFERENCES, hull());
    }

    private void run(Expansion expansion, int wanted, int calculators) throws Exception {
        expansion.run(
                wanted,
                Double.POSITIVE_INFINITY,
                IntStream.range(0, calculators).mapToObj(i -> calculator(-0.2)).toList(),
                (attempts, near) -> {});
    }

    @Test
    void whatIsFoundIsNewAndDifferent() throws Exception {
        try (Expansion expansion = open("log")) {
            run(expansion, Integer.MAX_VALUE, 2);
            List<GrownCrystal> kept = expansion.kept(0, SecondPotential.NONE).crystals();
            List<Protostructure> all = new ArrayList<>(KNOWN.stream()
                    .map(parent -> Protostructure.of(parent.crystal()))
                    .toList());
            kept.forEach(crystal -> all.add(Protostructure.of(crystal.found().crystal())));
            assertThat(all).doesNotHaveDuplicates();
            assertThat(kept).hasSizeGreaterThan(10);
            assertThat(kept).noneMatch(crystal -> HeldOutFormulas.contains(crystal.composition()));
            assertThat(expansion.outcomes().values().stream().mapToInt(n -> n).sum())
                    .isEqualTo(expansion.attempts());
        }
    }

    /** Killed in the middle of a line, on another number of threads: the same in the end. */
    @Test
    void takenUpAfterAKillItComesToTheSame() throws Exception {
        try (Expansion whole = open("whole")) {
            run(whole, Integer.MAX_VALUE, 1);
        }
        byte[] log = Files.readAllBytes(directory.resolve("whole"));
        Files.write(directory.resolve("killed"), Arrays.copyOf(log, log.length / 3));
        try (Expansion killed = open("killed")) {
            assertThat(killed.attempts()).isPositive();
            run(killed, Integer.MAX_VALUE, 3);
        }
        assertThat(Files.readAllBytes(directory.resolve("killed"))).isEqualTo(log);
    }

    /** What had begun when there was enough is neither lost nor computed twice. */
    @Test
    void calledAgainItGoesOnWhereItWas() throws Exception {
        try (Expansion whole = open("whole")) {
            run(whole, Integer.MAX_VALUE, 1);
        }
        try (Expansion parts = open("parts")) {
            run(parts, 5, 3);
            assertThat(parts.attempts()).as("one of several batches").isEqualTo(256);
            run(parts, Integer.MAX_VALUE, 2);
            assertThat(parts.attempts()).isGreaterThan(512);
        }
        assertThat(Files.readAllBytes(directory.resolve("parts")))
                .isEqualTo(Files.readAllBytes(directory.resolve("whole")));
    }

    /** Without a known phase the hull is at 0, and every compound lies 0.2 eV/atom above it. */
    @Test
    void whatBeginsTooHighIsNotRelaxed() throws Exception {
        try (Expansion expansion = open("log")) {
            EnergyCalculator high = calculator(0.2);
            expansion.run(1, 0.1, List.of(high), (attempts, near) -> {});
            assertThat(expansion.outcomes()).containsOnlyKeys("too-high");
            assertThat(Files.readAllLines(directory.resolve("log")))
                    .allSatisfy(line -> assertThat(line)
                            .contains("too-high: 0.200 eV/atom above the known hull as proposed"));
        }
        try (Expansion again = open("log")) {
            int before = again.attempts();
            assertThat(again.outcomes()).containsOnly(Map.entry("too-high", before));
        }
        try (Expansion higher = open("higher")) {
            higher.run(1, 0.3, List.of(calculator(0.2)), (attempts, near) -> {});
            assertThat(higher.outcomes()).containsOnlyKeys("new");
        }
    }

    @Test
    void itEndsWhenEnoughAreFound() throws Exception {
        try (Expansion expansion = open("log")) {
            run(expansion, 5, 1);
            assertThat(expansion.near()).isBetween(5, 256);
        }
    }

    @Test
    void aDamagedLogIsNamed() throws Exception {
        Files.writeString(directory.resolve("log"), "{\"number\":1}\n");
        assertThatThrownBy(() -> open("log"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1: an attempt has no \"parent\"");
    }

    /** Between NaCl and KCl as deep as it gets, nothing in between stays near the hull. */
    @Test
    void theHullGrowsWithWhatIsFoundAndTheEarlyDoNotProfit() {
        GrowingHull hull = new GrowingHull(hull());
        Composition salt = rockSalt(Element.Na, Element.Cl).composition();
        Composition wrong = rockSalt(Element.K, Element.Cl).composition();
        assertThat(hull.isWithin(salt, -0.05, 0.1)).isTrue();
        hull.join(salt, -0.05);
        hull.join(salt, -0.4);
        hull.join(wrong, -3);
        assertThat(hull.isWithin(salt, -0.05, 0.1)).as("not yet").isTrue();
        hull.grow();
        assertThat(hull.isWithin(salt, -0.05, 0.1)).isFalse();
        assertThat(hull.isWithin(salt, -0.4, 0.1)).isTrue();
        assertThat(hull.isWithin(wrong, -3, 0.1)).as("3 eV/atom below the hull").isFalse();
        assertThat(hull.decompose(wrong).energyEvPerAtom()).isZero();
    }

    @Test
    void opinionsAreAskedForOnce() throws Exception {
        Path file = directory.resolve("opinions");
        try (Expansion expansion = open("log")) {
            run(expansion, Integer.MAX_VALUE, 1);
            List<Attempt> found = attempts(expansion.kept(0, SecondPotential.NONE));
            try (Opinions opinions = new Opinions(file, List.of(calculator(-0.15)))) {
                opinions.ask(found.subList(0, 5), count -> {});
            }
            try (Opinions opinions = new Opinions(file, List.of(calculator(-0.1)))) {
                List<Integer> counts = new ArrayList<>();
                opinions.ask(found.subList(0, 8), counts::add);
                assertThat(counts).as("five were asked before").containsExactly(3);
                Harvest harvest = expansion.kept(0, opinions);
                assertThat(harvest.crystals().stream()
                                .filter(crystal ->
                                        crystal.judgedAboveHullEvPerAtom().isPresent())
                                .map(crystal -> Math.round(100
                                        * (crystal.judgedAboveHullEvPerAtom().getAsDouble()
                                                - crystal.energyAboveHullEvPerAtom()))))
                        .containsExactly(5L, 5L, 5L, 5L, 5L, 10L, 10L, 10L);
                ExpansionSummary summary = ExpansionSummary.of(expansion, harvest.crystals());
                assertThat(summary.judged()).isEqualTo(8);
                assertThat(summary.chemistry().values().stream()
                                .mapToInt(n -> n)
                                .sum())
                        .isEqualTo(summary.kept());
            }
        }
    }

    @Test
    void opinionsAreTheSameWhateverTheNumberOfThreads() throws Exception {
        try (Expansion expansion = open("log")) {
            run(expansion, Integer.MAX_VALUE, 1);
            List<Attempt> found = expansion.worthJudging(0);
            // More than fit into the batches of two threads.
            List<Attempt> many = IntStream.range(0, 600)
                    .mapToObj(i -> found.get(i % found.size()))
                    .toList();
            List<String> written = new ArrayList<>();
            for (int threads = 1; threads <= 3; threads++) {
                Path file = directory.resolve("opinions-" + threads);
                List<EnergyCalculator> calculators =
                        Collections.nCopies(threads, calculator(-0.15));
                List<Integer> counts = new ArrayList<>();
                try (Opinions opinions = new Opinions(file, calculators)) {
                    opinions.ask(many, counts::add);
                }
                assertThat(counts).last().isEqualTo(600);
                written.add(Files.readString(file));
            }
            assertThat(written.get(0).lines()).hasSize(600);
            assertThat(written).allMatch(written.get(0)::equals);
        }
    }

    @Test
    void opinionsOfAnotherPotentialAreRefused() throws Exception {
        Path file = Files.writeString(
                directory.resolve("opinions"), "{\"number\":1,\"potential\":\"other\"}\n");
        assertThatThrownBy(() -> new Opinions(file, List.of(calculator(-0.1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1: an opinion of other, not of ");
    }

    /** All compounds are equally deep for one potential; the other one knows better. */
    @Test
    void whatOnlyOnePotentialBelievesIsNotKeptAndLowersNoHull() throws Exception {
        try (Expansion expansion = open("log")) {
            run(expansion, Integer.MAX_VALUE, 1);
            List<Attempt> found = expansion.worthJudging(0);
            assertThat(attempts(expansion.kept(0, SecondPotential.NONE))).isSubsetOf(found);
            Attempt doubted = found.get(0);
            SecondPotential second =
                    attempt -> OptionalDouble.of(attempt.equals(doubted) ? 0.3 : -0.15);
            Harvest agreed = expansion.agreed(0, second);
            assertThat(attempts(agreed)).doesNotContain(doubted).hasSizeGreaterThan(10);
            assertThat(agreed.crystals()).allSatisfy(crystal -> assertThat(
                            crystal.judgedAboveHullEvPerAtom().getAsDouble())
                    .as("the hull lies where the less deep of the two potentials puts it")
                    .isCloseTo(0, within(1e-6)));
            assertThat(expansion.agreed(0, SecondPotential.NONE).crystals()).isEmpty();
        }
    }

    /** Nobody knows a phase here, so a hull of at least one has nothing to say. */
    @Test
    void aHullWithoutKnownPhasesKeepsNothing() throws Exception {
        try (Expansion expansion = open("log")) {
            run(expansion, 5, 1);
            assertThat(expansion.kept(0, SecondPotential.NONE).crystals()).isNotEmpty();
            assertThat(expansion.kept(1, SecondPotential.NONE).crystals()).isEmpty();
            assertThat(expansion.worthJudging(1)).isEmpty();
        }
        try (Expansion elements = new Expansion(
                directory.resolve("elements"),
                SETTINGS,
                KNOWN,
                number -> Optional.of(new Proposal(
                        number, "Na", Proposal.Change.NONE, Map.of(), simpleCubic(Element.Na))),
                1,
                hull())) {
            run(elements, 1, 1);
            assertThat(elements.kept(1, SecondPotential.NONE).crystals())
                    .as("an element is its own hull")
                    .hasSize(1);
        }
    }

    private static List<Attempt> attempts(Harvest harvest) {
        return harvest.crystals().stream().map(GrownCrystal::attempt).toList();
    }
}

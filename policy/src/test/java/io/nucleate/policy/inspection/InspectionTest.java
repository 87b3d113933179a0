package io.nucleate.policy.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.TestPolicies;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

class InspectionTest {
    private static Policy shipped() throws IOException {
        return Policy.of(SafeTensors.parse(Policy.shipped()), Device.cpu());
    }

    @Test
    void theShippedPolicyKnowsColumnsAndARandomOneDoesNot() throws Exception {
        Inspection learned;
        try (Policy policy = shipped()) {
            learned = Inspection.of(policy);
        }
        Inspection.Columns columns = learned.columnsByPlace();
        assertThat(columns.nearestInColumn() / columns.expectedByChance()).isGreaterThan(4);
        assertThat(learned.spaceGroups().stream()
                        .mapToDouble(Inspection.GroupShare::probability)
                        .sum())
                .isCloseTo(1, within(1e-9));
        assertThat(learned.elements().stream()
                        .mapToDouble(Inspection.ElementReport::firstSiteProbability)
                        .sum())
                .isCloseTo(1, within(1e-5));
        assertThat(learned.elements().get(Element.Og.atomicNumber() - 1).isKnown())
                .isFalse();
        assertSvg(learned);

        PolicyConfig small = TestPolicies.TINY.toBuilder()
                .fourierTerms(5)
                .layers(1)
                .embedSize(16)
                .sitesMax(20)
                .build();
        try (Policy random = TestPolicies.random(small, 1)) {
            Inspection nothing = Inspection.of(random);
            assertThat(nothing.columnsByEmbedding().nearestInColumn()
                            / nothing.columnsByEmbedding().expectedByChance())
                    .isLessThan(3);
            assertThat(nothing.parameters())
                    .isEqualTo(random.toSafeTensors().tensors().values().stream()
                            .mapToLong(tensor -> tensor.values().length)
                            .sum());
        }
    }

    private static void assertSvg(Inspection learned) throws Exception {
        for (Likeness likeness : Likeness.values()) {
            ElementMap map = new ElementMap(learned, likeness);
            for (String svg : List.of(map.kinship(), map.likenessTo(Element.O))) {
                var texts = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getElementsByTagName("text");
                List<String> symbols = IntStream.range(0, texts.getLength())
                        .mapToObj(i -> texts.item(i).getTextContent())
                        .filter(Element::isSymbol)
                        .toList();
                assertThat(symbols).hasSize(Element.values().length).doesNotHaveDuplicates();
            }
            assertThat(map.likenessTo(Element.O)).contains(">1.00<");
            assertThatThrownBy(() -> map.likenessTo(Element.Og))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Og");
        }
    }

    @Test
    void whatIsCountedInAGroupAddsUp() throws IOException {
        try (Policy policy = shipped()) {
            GroupInspection group =
                    GroupInspection.of(policy, SpaceGroup.of(225), 200, new SplittableRandom(1));
            assertThat(group.crystals()).isBetween(150, 200);
            assertThat(group.letters()).hasSize(12);
            assertThat(sum(group.occupations())).isCloseTo(1, within(1e-9));
            assertThat(group.letters().stream()
                            .mapToDouble(GroupInspection.LetterReport::firstSite)
                            .sum())
                    .isCloseTo(1, within(1e-5));
            for (GroupInspection.LetterReport letter : group.letters()) {
                assertThat(sum(letter.elements()))
                        .isCloseTo(letter.inCrystals() > 0 ? 1 : 0, within(1e-9));
                double occupied = group.occupations().stream()
                        .filter(share -> share.name().contains(letter.letter()))
                        .mapToDouble(GroupInspection.Share::share)
                        .sum();
                assertThat(letter.inCrystals()).isCloseTo(occupied, within(1e-9));
            }
            assertThat(group.letters().get(0).freeCoordinates()).isZero();
            assertThat(group.letters().get(11).freeCoordinates()).isEqualTo(3);
        }
    }

    private static double sum(List<GroupInspection.Share> shares) {
        return shares.stream().mapToDouble(GroupInspection.Share::share).sum();
    }
}

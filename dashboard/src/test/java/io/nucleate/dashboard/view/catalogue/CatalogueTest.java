package io.nucleate.dashboard.view.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.dashboard.view.RunState;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Scored;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** The columns answer what a look at each record answers. */
class CatalogueTest {
    private static final String RUN = "run";
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 1500;

    private final Discoveries discoveries = new Discoveries(PARTITIONS);
    private final List<Catalogue> catalogues = new ArrayList<>();
    private final Map<Catalogue.Key, Scored> lowest = new HashMap<>();

    private void fill() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Catalogue catalogue = discoveries.empty();
            discoveries.assign(partition, catalogue);
            catalogues.add(catalogue);
        }
        MadeDiscoveries made = new MadeDiscoveries(RUN, 1);
        for (int i = 0; i < RECORDS; i++) {
            offer(made.next());
        }
        MadeDiscoveries others = new MadeDiscoveries("other", 2);
        for (int i = 0; i < 50; i++) {
            Scored scored = others.next();
            catalogue(MadeDiscoveries.key(scored)).put(MadeDiscoveries.key(scored), scored);
        }
    }

    private Catalogue catalogue(Catalogue.Key key) {
        return catalogues.get(Math.floorMod(key.protostructure().hashCode(), PARTITIONS));
    }

    private void offer(Scored scored) {
        Catalogue.Key key = MadeDiscoveries.key(scored);
        Scored before = lowest.get(key);
        boolean isLower = before == null
                || scored.getEnergyAboveHullEvPerAtom() < before.getEnergyAboveHullEvPerAtom();
        assertThat(catalogue(key).wants(key, scored)).isEqualTo(isLower);
        if (isLower) {
            catalogue(key).put(key, scored);
            lowest.put(key, scored);
        }
    }

    /** Filters in words, and every order: each record is looked at, and the list is sorted. */
    @Test
    void everyFilterAndOrderIsThatOfBruteForce() {
        fill();
        Random random = new Random(3);
        List<Scored> all = List.copyOf(lowest.values());
        Map<Scored, String> kinds = new IdentityHashMap<>();
        lowest.forEach((key, scored) -> kinds.put(scored, key.protostructure()));
        int found = 0;
        for (int i = 0; i < 200; i++) {
            Map<String, String> texts = RandomFilters.of(random, all);
            DiscoveryOrder order = RandomFilters.order(random);
            List<String> expected = all.stream()
                    .filter(scored -> RandomFilters.takes(texts, scored))
                    .sorted(RandomFilters.comparator(order, kinds))
                    .map(kinds::get)
                    .toList();
            Page page = discoveries.ask(
                    RUN, DiscoveryQuery.first(FilterText.parse(texts), order, RECORDS));
            assertThat(page.keys())
                    .as("%s sorted by %s", texts, order.text())
                    .extracting(Catalogue.Key::protostructure)
                    .containsExactlyElementsOf(expected);
            assertThat(page.matching()).isEqualTo(expected.size());
            assertThat(page.total()).isEqualTo(all.size());
            assertThat(page.next()).isEmpty();
            found += expected.size() < all.size() && !expected.isEmpty() ? 1 : 0;
        }
        assertThat(found).as("filters that take some and not all").isGreaterThan(75);
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrRepetition() {
        fill();
        Random random = new Random(4);
        for (int i = 0; i < 40; i++) {
            DiscoveryOrder order = RandomFilters.order(random);
            int limit = 1 + random.nextInt(400);
            List<Catalogue.Key> whole = discoveries
                    .ask(RUN, DiscoveryQuery.first(DiscoveryFilter.NONE, order, RECORDS))
                    .keys();
            List<Catalogue.Key> paged = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                Page page = discoveries.ask(
                        RUN, new DiscoveryQuery(DiscoveryFilter.NONE, order, limit, cursor));
                assertThat(page.keys()).hasSizeLessThanOrEqualTo(limit);
                paged.addAll(page.keys());
                cursor = page.next();
            } while (cursor.isPresent());
            assertThat(paged).as(order.text()).containsExactlyElementsOf(whole);
        }
    }

    @Test
    void aCursorOutlivesChangesAroundIt() {
        fill();
        Page first = discoveries.ask(
                RUN, DiscoveryQuery.first(DiscoveryFilter.NONE, DiscoveryOrder.BEST, 10));
        Catalogue.Key last = first.keys().get(9);
        catalogue(last)
                .put(
                        last,
                        Scored.newBuilder(lowest.get(last))
                                .setEnergyAboveHullEvPerAtom(-9.0)
                                .build());
        Page second = discoveries.ask(
                RUN,
                new DiscoveryQuery(DiscoveryFilter.NONE, DiscoveryOrder.BEST, 10, first.next()));
        assertThat(second.keys()).doesNotContainAnyElementsOf(first.keys()).hasSize(10);
    }

    @Test
    void cursorsOfOtherListsAreRefused() {
        fill();
        String cursor = discoveries
                .ask(RUN, DiscoveryQuery.first(DiscoveryFilter.NONE, DiscoveryOrder.BEST, 1))
                .next()
                .orElseThrow();
        for (String wrong : List.of("", "%", "x", "AAAA", cursor.substring(4))) {
            assertThatThrownBy(() -> discoveries.ask(
                            RUN,
                            new DiscoveryQuery(
                                    DiscoveryFilter.NONE,
                                    DiscoveryOrder.BEST,
                                    1,
                                    Optional.of(wrong))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("leave it out to begin");
        }
        assertThatThrownBy(() -> discoveries.ask(
                        RUN,
                        new DiscoveryQuery(
                                DiscoveryFilter.NONE,
                                DiscoveryOrder.parse("-sites"),
                                1,
                                Optional.of(cursor))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void candidatesAreFoundByTheirId() {
        fill();
        lowest.forEach((key, scored) ->
                assertThat(discoveries.find(scored.getCandidate().getId())).contains(key));
        assertThat(discoveries.find(
                        CandidateIds.parse("run/generator-1/99999999").orElseThrow()))
                .isEmpty();
    }

    @Test
    void elementsAreCountedWithTheirEnergies() {
        fill();
        Map<String, List<Double>> expected = new TreeMap<>();
        lowest.values().forEach(scored -> DiscoveryRow.of(scored)
                .elements()
                .forEach(symbol -> expected.computeIfAbsent(symbol, ignored -> new ArrayList<>())
                        .add(scored.getEnergyAboveHullEvPerAtom())));
        Map<String, Integer> counts = new TreeMap<>();
        discoveries.elements(RUN).forEach((element, of) -> {
            counts.put(element.symbol(), of.discoveries());
            assertThat(of.energySumEvPerAtom())
                    .isCloseTo(
                            expected.get(element.symbol()).stream()
                                    .mapToDouble(Double::doubleValue)
                                    .sum(),
                            within(1e-9));
        });
        assertThat(counts).hasSameSizeAs(expected);
        expected.forEach(
                (symbol, energies) -> assertThat(counts).containsEntry(symbol, energies.size()));
    }

    /** The large run loses its highest rows, the small one nothing. */
    @Test
    void beyondItsCapacityTheLowestOfTheLargestRunStay() {
        Catalogue catalogue = new Catalogue(200);
        Map<Catalogue.Key, Scored> stored = new HashMap<>();
        MadeDiscoveries small = new MadeDiscoveries("small", 5);
        MadeDiscoveries large = new MadeDiscoveries("large", 6);
        for (int i = 0; i < 2000; i++) {
            Scored scored = i < 20 ? small.next() : large.next();
            Catalogue.Key key = MadeDiscoveries.key(scored);
            if (catalogue.wants(key, scored)) {
                catalogue.put(key, scored);
                stored.put(key, scored);
                catalogue.giveUp().forEach(given -> assertThat(stored.remove(given))
                        .as("%s", given)
                        .isNotNull());
            }
            assertThat(catalogue.size()).isEqualTo(stored.size()).isLessThanOrEqualTo(200);
            lowest.merge(key, scored, (a, b) -> lower(a, b));
        }
        assertThat(of("small", stored)).containsExactlyElementsOf(of("small", lowest));
        List<Double> kept = of("large", stored);
        assertThat(kept).hasSizeBetween(150, 200);
        assertThat(kept).containsExactlyElementsOf(of("large", lowest).subList(0, kept.size()));
    }

    private static Scored lower(Scored a, Scored b) {
        return a.getEnergyAboveHullEvPerAtom() <= b.getEnergyAboveHullEvPerAtom() ? a : b;
    }

    private static List<Double> of(String run, Map<Catalogue.Key, Scored> rows) {
        Collection<Scored> values = rows.values();
        return values.stream()
                .filter(scored -> scored.getCandidate().getId().getRun().equals(run))
                .map(Scored::getEnergyAboveHullEvPerAtom)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    @Test
    void withAPartitionMissingItIsNotReady() {
        discoveries.assign(0, discoveries.empty());
        assertThatThrownBy(() -> discoveries.elements(RUN))
                .isInstanceOf(RunState.NotReadyException.class)
                .hasMessageContaining("1 of 3 partitions");
    }
}

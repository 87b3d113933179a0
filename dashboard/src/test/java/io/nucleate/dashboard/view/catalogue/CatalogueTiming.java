package io.nucleate.dashboard.view.catalogue;

import io.nucleate.crystal.Element;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SiteRecord;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A program, no test: how long lists take over a history of a million scored crystals, and how much
 * memory. Every crystal is a discovery, of random elements, so that the catalogue is full.
 *
 * <pre>
 * mvn -q -pl dashboard -am test-compile
 * mvn -q -pl dashboard dependency:build-classpath -Dmdep.outputFile=/tmp/classpath
 * java -Xmx1g -cp dashboard/target/test-classes:dashboard/target/classes:$(cat /tmp/classpath) \
 *     io.nucleate.dashboard.view.catalogue.CatalogueTiming
 * </pre>
 */
final class CatalogueTiming {
    private static final int RECORDS = 1_000_000;
    private static final int REPEATS = 40;
    private static final int ATOMIC_NUMBER_MAX = 83;
    private static final List<Map<String, String>> FILTERS = List.of(
            Map.of(),
            Map.of("all", "O", "bandGapEv", "1..3"),
            Map.of("system", "Li-O"),
            Map.of("formula", "NaCl"),
            Map.of("known", "false", "confirmed", "true", "reward", "0.5.."));

    private CatalogueTiming() {}

    public static void main(String[] arguments) {
        Discoveries discoveries = new Discoveries(1);
        Catalogue catalogue = discoveries.empty();
        discoveries.assign(0, catalogue);
        Map<Catalogue.Key, byte[]> records = new HashMap<>();
        long before = usedBytes();
        fill(catalogue, records);
        long bytes = usedBytes()
                - before
                - records.values().stream().mapToLong(record -> record.length).sum();
        System.out.printf(
                Locale.ROOT,
                "%d scored, %d rows, at most %.0f MB with the keys of their records%n",
                RECORDS,
                catalogue.size(),
                bytes / 1e6);
        for (Map<String, String> filter : FILTERS) {
            for (String sort : List.of("energyAboveHullEvPerAtom", "-reward", "formula")) {
                time(discoveries, records, filter, DiscoveryOrder.parse(sort));
            }
        }
    }

    private static void fill(Catalogue catalogue, Map<Catalogue.Key, byte[]> records) {
        MadeDiscoveries made = new MadeDiscoveries("run", 1);
        Random random = new Random(1);
        for (int i = 0; i < RECORDS; i++) {
            Scored scored = exchanged(made.next(), random);
            Catalogue.Key key = MadeDiscoveries.key(scored);
            if (catalogue.wants(key, scored)) {
                catalogue.put(key, scored);
                records.put(key, AvroSerde.of(Scored.class).serialize("", scored));
                catalogue.giveUp().forEach(records::remove);
            }
        }
    }

    private static Scored exchanged(Scored scored, Random random) {
        CrystalRecord crystal = scored.getCandidate().getCrystal();
        List<SiteRecord> sites = crystal.getSites().stream()
                .map(site -> SiteRecord.newBuilder(site)
                        .setElement(Element.ofAtomicNumber(1 + random.nextInt(ATOMIC_NUMBER_MAX))
                                .symbol())
                        .build())
                .toList();
        CrystalRecord changed =
                CrystalRecord.newBuilder(crystal).setSites(sites).build();
        return Scored.newBuilder(scored)
                .setFormula(CrystalRecords.read(changed).composition().reducedFormula())
                .setCandidate(Candidate.newBuilder(scored.getCandidate())
                        .setCrystal(changed)
                        .build())
                .build();
    }

    private static void time(
            Discoveries discoveries,
            Map<Catalogue.Key, byte[]> records,
            Map<String, String> filter,
            DiscoveryOrder order) {
        double[] milliseconds = new double[REPEATS];
        int matching = 0;
        for (int i = 0; i < REPEATS; i++) {
            long start = System.nanoTime();
            Page page = discoveries.ask(
                    "run", DiscoveryQuery.first(FilterText.parse(filter), order, 50));
            page.keys()
                    .forEach(key -> DiscoveryRow.of(
                            AvroSerde.of(Scored.class).deserialize("", records.get(key))));
            milliseconds[i] = (System.nanoTime() - start) / 1e6;
            matching = page.matching();
        }
        Arrays.sort(milliseconds);
        System.out.printf(
                Locale.ROOT,
                "%-55s %-25s %7d match, median %5.1f ms, slowest %5.1f ms%n",
                filter,
                order.text(),
                matching,
                milliseconds[REPEATS / 2],
                milliseconds[REPEATS - 1]);
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

package io.nucleate.scorer.hull;

import io.nucleate.crystal.Element;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The phases that a convex hull stands on, by chemical system, and where they come from. Immutable. */
public final class HullReference {
    /** Vertices of the lower hull of the Materials Project phases; see {@link HullVertices}. */
    private static final String SHIPPED = "materials-project-hull.csv.gz";

    private final String identity;
    private final List<String> provenance;
    private final int size;
    private final List<PhasesOfSystem> systems;

    /** Bits of {@code elements}, by atomic number, make the test "inside this system" two instructions. */
    private record PhasesOfSystem(long low, long high, List<Phase> phases) {}

    /**
     * @param identity name and version, as results quote it
     * @param provenance source, licence and attribution, one sentence a line
     */
    public HullReference(String identity, List<String> provenance, List<Phase> phases) {
        this.identity = identity;
        this.provenance = List.copyOf(provenance);
        this.size = phases.size();
        // In order of appearance: sets of enum constants hash differently in each process, ties in the hull must not.
        Map<Set<Element>, List<Phase>> bySystem = new LinkedHashMap<>();
        for (Phase phase : phases) {
            bySystem.computeIfAbsent(EnumSet.copyOf(phase.composition().elements()), system -> new ArrayList<>())
                    .add(phase);
        }
        this.systems = bySystem.entrySet().stream()
                .map(entry -> new PhasesOfSystem(
                        bits(entry.getKey(), 0), bits(entry.getKey(), 64), List.copyOf(entry.getValue())))
                .toList();
    }

    /** The reference that comes with Nucleate. */
    public static HullReference shipped() {
        try (InputStream resource = HullReference.class.getResourceAsStream(SHIPPED)) {
            return of("materials-project-hull", PhaseTable.parse(SHIPPED, resource.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the shipped hull reference", e);
        }
    }

    /**
     * A table of phases, CSV, gzipped or not, with at least the columns {@code formula} and
     * {@code formation_energy_ev_per_atom}.
     *
     * @throws IllegalArgumentException for an unreadable table, naming file and line
     * @throws UncheckedIOException for an unreadable file
     */
    public static HullReference read(Path file) {
        return of(file.getFileName().toString(), PhaseTable.read(file));
    }

    private static HullReference of(String name, PhaseTable table) {
        return new HullReference(
                name + "@" + table.sha256().substring(0, 12),
                table.comments(),
                table.rows().stream().map(PhaseTable.Row::phase).toList());
    }

    /** Name and the first twelve digits of the table's SHA-256, such as {@code materials-project-hull@0123456789ab}. */
    public String identity() {
        return identity;
    }

    /** Source, licence and attribution, as the table states them. */
    public List<String> provenance() {
        return provenance;
    }

    /** Number of phases. */
    public int size() {
        return size;
    }

    /** Phases that contain no other than these elements. */
    public List<Phase> inside(Set<Element> elements) {
        long low = bits(elements, 0);
        long high = bits(elements, 64);
        List<Phase> inside = new ArrayList<>();
        for (PhasesOfSystem system : systems) {
            if ((system.low & ~low) == 0 && (system.high & ~high) == 0) {
                inside.addAll(system.phases);
            }
        }
        return inside;
    }

    private static long bits(Set<Element> elements, int from) {
        long bits = 0;
        for (Element element : elements) {
            int bit = element.ordinal() - from;
            if (bit >= 0 && bit < 64) {
                bits |= 1L << bit;
            }
        }
        return bits;
    }
}

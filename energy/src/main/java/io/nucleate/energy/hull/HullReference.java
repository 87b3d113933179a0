package io.nucleate.energy.hull;

import io.nucleate.crystal.Element;

import org.apache.commons.codec.digest.DigestUtils;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The phases that a convex hull stands on, by chemical system, and where they come from: those of a
 * table, and those that a run has found since, if it lets them join. Immutable.
 */
public final class HullReference {
    /** Name under which {@link #named} knows the reference that comes with Nucleate. */
    public static final String SHIPPED = "shipped";

    private static final int DIGITS = 12;

    private final String tableIdentity;
    private final ReferenceOrigin origin;
    private final int size;
    private final Map<ElementSet, List<Phase>> systems;
    private final Map<String, Phase> found;
    private final String identity;

    /** A set of elements as bits, which makes the test "inside this system" two instructions. */
    private record ElementSet(long low, long high) {
        static ElementSet of(Collection<Element> elements) {
            long low = 0;
            long high = 0;
            for (Element element : elements) {
                int bit = element.ordinal();
                low |= bit < 64 ? 1L << bit : 0;
                high |= bit < 64 ? 0 : 1L << (bit - 64);
            }
            return new ElementSet(low, high);
        }

        ElementSet union(ElementSet other) {
            return new ElementSet(low | other.low, high | other.high);
        }

        boolean holds(ElementSet other) {
            return (other.low & ~low) == 0 && (other.high & ~high) == 0;
        }
    }

    /**
     * Of energies whose origin nobody states.
     *
     * @param identity name and version, as results quote it
     * @param provenance source, licence and attribution, one sentence a line
     */
    public HullReference(String identity, List<String> provenance, List<Phase> phases) {
        this(identity, ReferenceOrigin.unstated(provenance, phases.size()), phases);
    }

    HullReference(String identity, ReferenceOrigin origin, List<Phase> phases) {
        this(identity, origin, phases.size(), bySystem(phases), Map.of());
    }

    private HullReference(
            String tableIdentity,
            ReferenceOrigin origin,
            int size,
            Map<ElementSet, List<Phase>> systems,
            Map<String, Phase> found) {
        this.tableIdentity = tableIdentity;
        this.origin = origin;
        this.size = size;
        this.systems = systems;
        this.found = found;
        this.identity = found.isEmpty()
                ? tableIdentity
                : tableIdentity + "+" + found.size() + "-"
                        + sha256(found.values()).substring(0, 8);
    }

    /**
     * The lowest phase at each composition. In order of appearance: ties in the hull must be the
     * same in each process.
     */
    private static Map<ElementSet, List<Phase>> bySystem(List<Phase> phases) {
        Map<String, Phase> lowest = new LinkedHashMap<>();
        phases.forEach(
                phase -> lowest.merge(phase.composition().reducedFormula(), phase, Phase::lower));
        Map<ElementSet, List<Phase>> systems = new LinkedHashMap<>();
        for (Phase phase : lowest.values()) {
            systems.computeIfAbsent(
                            ElementSet.of(phase.composition().elements()),
                            system -> new ArrayList<>(2))
                    .add(phase);
        }
        return systems;
    }

    /**
     * A reference by name.
     *
     * @param name {@code shipped}, or a file that {@link #read} takes
     */
    public static HullReference named(String name) {
        return name.equals(SHIPPED) ? shipped() : read(Path.of(name));
    }

    /** The reference that comes with Nucleate. */
    public static HullReference shipped() {
        return ReferenceFile.shipped().reference();
    }

    /**
     * A reference that was built, or a CSV of phases, gzipped or not, with at least the columns
     * {@code formula} and {@code formation_energy_ev_per_atom}.
     *
     * @throws IllegalArgumentException for an unreadable table, naming file and line
     * @throws UncheckedIOException for an unreadable file
     */
    public static HullReference read(Path file) {
        try (InputStream stream = Decompression.of(Files.newInputStream(file))) {
            if (ReferenceFile.isOne(stream)) {
                return ReferenceFile.read(file.toString(), stream).reference();
            }
            List<Phase> phases = new ArrayList<>();
            List<String> comments = PhaseTable.read(
                    file.toString(),
                    stream,
                    row -> phases.add(row.phase().orElseThrow()),
                    HullReference::refuse);
            return new HullReference(
                    identity(file.getFileName().toString(), phases),
                    ReferenceOrigin.unstated(comments, phases.size()),
                    phases);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read phases from '" + file + "': " + e, e);
        }
    }

    private static void refuse(String error) {
        throw new IllegalArgumentException(error);
    }

    static String identity(String name, Collection<Phase> phases) {
        return name + "@" + sha256(phases).substring(0, DIGITS);
    }

    /** Of formulas and formation energies, so that it does not depend on how a file is written. */
    static String sha256(Collection<Phase> phases) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        for (Phase phase : phases) {
            DigestUtils.updateDigest(
                    digest, phase.formula() + " " + phase.formationEnergyEvPerAtom() + "\n");
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * This reference with more phases that a run has found; of one composition only the lowest
     * counts, in whatever order they come. They shape the hull but are no support for it: a hull is
     * as well known as its table.
     *
     * @return itself if that changes nothing
     */
    public HullReference with(Collection<Phase> phases) {
        Map<String, Phase> more = new TreeMap<>(found);
        phases.forEach(
                phase -> more.merge(phase.composition().reducedFormula(), phase, Phase::lower));
        return more.equals(found)
                ? this
                : new HullReference(tableIdentity, origin, size, systems, more);
    }

    /**
     * Name and the first twelve digits of the SHA-256 of its phases, such as
     * {@code materials-project-hull@0123456789ab}; where phases have joined also how many and the
     * first eight digits of theirs, such as {@code +17-01234567}.
     */
    public String identity() {
        return identity;
    }

    /**
     * Whether an identity is that of this table, whatever has joined it.
     *
     * @param other as {@link #identity} gives it
     */
    public boolean hasTableOf(String other) {
        return other.equals(tableIdentity) || other.startsWith(tableIdentity + "+");
    }

    public ReferenceOrigin origin() {
        return origin;
    }

    /** Number of phases of the table. */
    public int size() {
        return size;
    }

    /** Number of chemical systems with phases of the table. */
    public int systemCount() {
        return systems.size();
    }

    /** Number of phases that have joined. */
    public int foundCount() {
        return found.size();
    }

    /**
     * Phases of the table that contain no other than these elements, the lowest at each
     * composition.
     */
    public List<Phase> inside(Set<Element> elements) {
        List<Phase> inside = new ArrayList<>();
        if (elements.size() < 30 && 1 << elements.size() < systems.size()) {
            for (ElementSet subset : subsets(elements)) {
                inside.addAll(systems.getOrDefault(subset, List.of()));
            }
        } else {
            ElementSet all = ElementSet.of(elements);
            systems.forEach((system, phases) -> {
                if (all.holds(system)) {
                    inside.addAll(phases);
                }
            });
        }
        return inside;
    }

    /** All but the empty one; a few look-ups instead of a walk over all systems. */
    private static List<ElementSet> subsets(Set<Element> elements) {
        List<ElementSet> subsets = new ArrayList<>(1 << elements.size());
        for (Element element : elements) {
            ElementSet alone = ElementSet.of(Set.of(element));
            for (int i = 0, before = subsets.size(); i < before; i++) {
                subsets.add(subsets.get(i).union(alone));
            }
            subsets.add(alone);
        }
        return subsets;
    }

    /** Phases that have joined and contain no other than these elements. */
    List<Phase> foundInside(Set<Element> elements) {
        return found.values().stream()
                .filter(phase -> elements.containsAll(phase.composition().elements()))
                .toList();
    }
}

package io.nucleate.energy.hull;

import io.nucleate.crystal.Composition;
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
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The known phases under a convex hull, and where they come from. They are the phases of a table
 * and, if a run lets new phases join, those that it has found. Immutable.
 */
public final class HullReference {
    /** Name of the reference that comes with Nucleate, for {@link #named}. */
    public static final String SHIPPED = "shipped";

    /** Number of hexadecimal digits of a SHA-256 in an identity. */
    private static final int DIGITS = 12;

    private final String tableIdentity;
    private final ReferenceOrigin origin;
    private final int size;
    private final Map<ElementSet, List<Phase>> systems;
    private final Map<String, Phase> found;
    private final Map<ElementSet, List<Phase>> foundSystems;
    private final String identity;

    /** A set of elements as bits, so that the test for a subset is two instructions. */
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
     * Makes a reference of phases whose energies have no stated origin.
     *
     * @param identity name and version, which results quote
     * @param provenance source, licence and attribution, one sentence in each line
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
        this.foundSystems = bySystem(found.values());
        this.identity = found.isEmpty()
                ? tableIdentity
                : tableIdentity + "+" + found.size() + "-"
                        + sha256(found.values()).substring(0, 8);
    }

    /**
     * Groups phases by chemical system and keeps the lowest one at each composition. They stay in
     * the order in which they came, so that every process decides ties in the hull alike.
     */
    private static Map<ElementSet, List<Phase>> bySystem(Collection<Phase> phases) {
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
     * Reads a reference.
     *
     * @param name {@code shipped}, or the path of a file that {@link #read} takes
     */
    public static HullReference named(String name) {
        return name.equals(SHIPPED) ? shipped() : read(Path.of(name));
    }

    /** Returns the reference that comes with Nucleate. */
    public static HullReference shipped() {
        return ReferenceFile.shipped().reference();
    }

    /**
     * Reads a reference from a file. The file was written by {@link ReferenceBuilder}, or it is a
     * CSV table with at least the columns {@code formula} and {@code formation_energy_ev_per_atom}.
     * It may be compressed with gzip or bzip2.
     *
     * @throws IllegalArgumentException if a line cannot be understood; the message names file and
     *     line
     * @throws UncheckedIOException if the file cannot be read
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

    /** Returns a name with the first digits of the SHA-256 of phases. */
    static String identity(String name, Collection<Phase> phases) {
        return name + "@" + sha256(phases).substring(0, DIGITS);
    }

    /**
     * Returns the SHA-256 of formulas and formation energies, in hexadecimal. It does not depend on
     * the format of a file.
     */
    static String sha256(Collection<Phase> phases) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        for (Phase phase : phases) {
            DigestUtils.updateDigest(
                    digest, phase.formula() + " " + phase.formationEnergyEvPerAtom() + "\n");
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Returns this reference with more phases, which a run has found. Only the lowest phase of each
     * composition counts, so the order in which they come does not matter. These phases change the
     * height of the hull, but they do not count as known phases when {@link HullGuards} decide
     * whether the hull is sparse.
     *
     * @return this reference itself if the phases change nothing
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
     * Returns the name and the first twelve digits of the SHA-256 of the table, for example
     * {@code materials-project-hull@0123456789ab}. If phases have joined, their number and the
     * first eight digits of their SHA-256 follow, for example {@code +17-01234567}.
     */
    public String identity() {
        return identity;
    }

    /**
     * Tells whether another reference has the same table, whatever phases have joined it.
     *
     * @param other {@link #identity} of the other reference
     */
    public boolean hasTableOf(String other) {
        return other.equals(tableIdentity) || other.startsWith(tableIdentity + "+");
    }

    /** Returns where the energies of the table come from. */
    public ReferenceOrigin origin() {
        return origin;
    }

    /** Returns the number of phases in the table. */
    public int size() {
        return size;
    }

    /** Returns the number of chemical systems that have phases in the table. */
    public int systemCount() {
        return systems.size();
    }

    /** Returns the number of phases that have joined the table. */
    public int foundCount() {
        return found.size();
    }

    /**
     * Returns the phases of the table that consist of these elements or some of them; at each
     * composition the lowest one.
     */
    public List<Phase> inside(Set<Element> elements) {
        return inside(systems, elements);
    }

    private static List<Phase> inside(Map<ElementSet, List<Phase>> systems, Set<Element> elements) {
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

    /** Returns the lowest phase of the table at a composition. */
    public Optional<Phase> at(Composition composition) {
        String formula = composition.reducedFormula();
        return systems.getOrDefault(ElementSet.of(composition.elements()), List.of()).stream()
                .filter(phase -> phase.composition().reducedFormula().equals(formula))
                .findFirst();
    }

    /**
     * Returns all subsets except the empty one. Looking these up takes less time than a walk over
     * all systems.
     */
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

    /**
     * Returns the phases that have joined and consist of these elements or some of them, ordered by
     * formula.
     */
    List<Phase> foundInside(Set<Element> elements) {
        return inside(foundSystems, elements).stream()
                .sorted(Comparator.comparing(phase -> phase.composition().reducedFormula()))
                .toList();
    }
}

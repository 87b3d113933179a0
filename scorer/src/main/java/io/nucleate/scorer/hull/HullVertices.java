package io.nucleate.scorer.hull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Reduces a table of phases to the vertices of its lower hull, a smaller reference with the same heights.
 *
 * <p>Where the table knows a phase's energy above the full hull of its source, formation energy minus energy above hull is
 * the exact height of that hull at the phase's composition, whether or not the phases that span it there are in the table.
 * Such heights support the hull as if they were phases, which brings it closer to the full one than the table's phases alone.
 */
public final class HullVertices {
    /** Twice the rounding of a height made of two energies printed with six decimals: closer to the rest is no vertex. */
    private static final double TOLERANCE_EV_PER_ATOM = 2e-6;

    private final List<Point> points;

    /** @param known whether a phase of the table lies there, and not only the full hull */
    private record Point(Phase phase, boolean known) {}

    private HullVertices(List<Point> points) {
        this.points = List.copyOf(points);
    }

    /** What {@link #build} read and wrote. */
    public record Summary(int phases, int vertices, int knownVertices, String identity) {}

    /**
     * Writes the vertices of a table as a gzipped CSV that {@link HullReference#read} takes.
     *
     * @param provenance sentences on source, licence and attribution, for the head of the file
     * @throws IllegalArgumentException for an unreadable table, naming file and line
     * @throws UncheckedIOException for a file that cannot be read or written
     */
    public static Summary build(Path phases, List<String> provenance, Path output) {
        PhaseTable table = PhaseTable.read(phases);
        HullVertices vertices = of(table.rows());
        try {
            Files.write(output, vertices.csv(provenance, table));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the hull reference to '" + output + "': " + e, e);
        }
        int known = (int) vertices.points.stream().filter(Point::known).count();
        return new Summary(
                table.rows().size(),
                vertices.points.size(),
                known,
                HullReference.read(output).identity());
    }

    static HullVertices of(List<PhaseTable.Row> rows) {
        Map<String, Point> lowest = new LinkedHashMap<>();
        for (PhaseTable.Row row : rows) {
            Point point = new Point(
                    new Phase(
                            row.phase().formula(),
                            row.phase().composition(),
                            row.phase().formationEnergyPerAtomEv()
                                    - row.energyAboveHullEv().orElse(0)),
                    row.energyAboveHullEv().orElse(0) <= TOLERANCE_EV_PER_ATOM);
            lowest.merge(point.phase().composition().reducedFormula(), point, HullVertices::lower);
        }
        List<Point> candidates = new ArrayList<>(lowest.values());
        candidates.removeIf(point ->
                point.phase().isElemental() || point.phase().formationEnergyPerAtomEv() > -TOLERANCE_EV_PER_ATOM);
        return new HullVertices(vertices(onHull(candidates)));
    }

    /** The lower one; within rounding the one where a phase is known. */
    private static Point lower(Point a, Point b) {
        double difference = a.phase().formationEnergyPerAtomEv() - b.phase().formationEnergyPerAtomEv();
        if (Math.abs(difference) <= TOLERANCE_EV_PER_ATOM && a.known() != b.known()) {
            return a.known() ? a : b;
        }
        return difference <= 0 ? a : b;
    }

    private static HullReference reference(List<Point> points) {
        return new HullReference(
                "candidates", List.of(), points.stream().map(Point::phase).toList());
    }

    private static List<Point> onHull(List<Point> candidates) {
        ConvexHull hull = new ConvexHull(reference(candidates));
        return candidates.stream()
                .filter(point -> {
                    double energy = point.phase().formationEnergyPerAtomEv();
                    return hull.decompose(point.phase().composition()).energyAboveHullEv(energy)
                            <= TOLERANCE_EV_PER_ATOM;
                })
                .toList();
    }

    /** Drops, one after the other, the points that the remaining ones span; heights without a known phase go first. */
    private static List<Point> vertices(List<Point> onHull) {
        HullReference reference = reference(onHull);
        Set<Phase> dropped = new HashSet<>();
        for (boolean known : new boolean[] {false, true}) {
            for (Point point : onHull) {
                Phase phase = point.phase();
                if (point.known() == known) {
                    List<Phase> others =
                            new ArrayList<>(reference.inside(phase.composition().elements()));
                    others.removeIf(other -> other == phase || dropped.contains(other));
                    double below = ConvexHull.decompose(phase.composition(), others)
                            .energyAboveHullEv(phase.formationEnergyPerAtomEv());
                    if (below >= -TOLERANCE_EV_PER_ATOM) {
                        dropped.add(phase);
                    }
                }
            }
        }
        return onHull.stream().filter(point -> !dropped.contains(point.phase())).toList();
    }

    List<Phase> phases() {
        return points.stream().map(Point::phase).toList();
    }

    private byte[] csv(List<String> provenance, PhaseTable table) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer csv = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8)) {
            for (String sentence : provenance) {
                csv.write("# " + sentence + "\n");
            }
            csv.write("# The " + points.size() + " vertices of the lower convex hull of "
                    + table.rows().size() + " phases (table with SHA-256 " + table.sha256()
                    + "); pure elements are at 0.\n");
            csv.write(
                    "# support: phase = a known phase; hull = the height of the source's full hull at this composition.\n");
            csv.write(PhaseTable.FORMULA + "," + PhaseTable.FORMATION_ENERGY + ",support\n");
            for (Point point : points) {
                csv.write(String.format(
                        Locale.ROOT,
                        "%s,%.6f,%s\n",
                        point.phase().formula(),
                        point.phase().formationEnergyPerAtomEv(),
                        point.known() ? "phase" : "hull"));
            }
        }
        return bytes.toByteArray();
    }
}

package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.policy.Policy;
import io.nucleate.policy.inspection.ElementMap;
import io.nucleate.policy.inspection.GroupInspection;
import io.nucleate.policy.inspection.Inspection;
import io.nucleate.policy.inspection.Likeness;
import io.nucleate.tensors.Devices;
import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.digest.DigestUtils;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code inspect}: what a policy is and what it has learned. */
@Command(
        name = "inspect",
        description = "Shows what a policy is and what it has learned: configuration, provenance,"
                + " space groups, and which elements it finds alike; with --space-group, what it"
                + " puts where in that group. A table on a terminal, else one JSON object.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class InspectCommand implements Callable<Integer> {
    private static final String SHIPPED = "shipped with Nucleate";

    /** Crystals drawn of a space group, so that a share of 10 % is known to 1 %. */
    private static final int CRYSTALS = 1000;

    private static final long SEED = 1;

    /** Longest statement of a file that is shown; lists of a learner's state are not for people. */
    private static final int STATEMENT_LENGTH_MAX = 200;

    private static final int GROUPS_SHOWN = 15;
    private static final int NEIGHBOURS_SHOWN = 5;
    private static final int OCCUPATIONS_SHOWN = 10;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WEIGHTS",
            arity = "0..1",
            description = "The policy: " + TrainedWeights.ACCEPTED
                    + ". Default: the pre-trained one that is shipped.")
    private Path weights;

    @Option(
            names = "--space-group",
            paramLabel = "N",
            description = "Draw crystals of this space group, and show the elements on each of its"
                    + " Wyckoff positions.")
    private Integer spaceGroup;

    @Option(
            names = "--map",
            paramLabel = "FILE.svg",
            description = "Also write the periodic table, in which elements that are alike have"
                    + " colours that are alike.")
    private Path map;

    @Option(
            names = "--element",
            paramLabel = "X",
            description = "Colour the map by likeness to this element instead.")
    private String element;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "place",
            description = "What is alike on the map: place, the Wyckoff positions and space groups"
                    + " in which an element is probable; embedding, the vector by which the network"
                    + " reads it. Default: ${DEFAULT-VALUE}.")
    private Likeness likeness;

    @Mixin
    private ResultOutput output;

    /**
     * Where weights come from.
     *
     * @param sha256 of the file
     * @param statements what its metadata say besides the configuration
     */
    private record Provenance(String file, String sha256, Map<String, String> statements) {}

    @Override
    public Integer call() throws IOException {
        SpaceGroup group = argument("--space-group", spaceGroup, SpaceGroup::of);
        Element centre = argument("--element", element, Element::of);
        if (centre != null && map == null) {
            throw new ParameterException(spec.commandLine(), "--element goes with --map");
        }
        SafeTensors file;
        Provenance provenance;
        if (weights == null) {
            byte[] shipped = Policy.shipped();
            file = SafeTensors.parse(shipped);
            provenance = new Provenance(SHIPPED, DigestUtils.sha256Hex(shipped), Map.of());
        } else {
            TrainedWeights.Stored stored = TrainedWeights.open(weights);
            file = stored.weights();
            provenance = provenance(stored);
        }
        try (Policy policy = Policy.of(file, Devices.of("cpu"))) {
            if (group != null) {
                GroupInspection result =
                        GroupInspection.of(policy, group, CRYSTALS, new SplittableRandom(SEED));
                output.print(Report.json(result), out -> print(result, out));
            }
            if (group == null || map != null) {
                Inspection result = Inspection.of(policy);
                if (map != null) {
                    draw(new ElementMap(result, likeness), centre);
                }
                if (group == null) {
                    ObjectNode json = Report.json(provenance).setAll(Report.json(result));
                    output.print(json, out -> print(provenance, result, out));
                }
            }
        }
        return 0;
    }

    private <T, R> R argument(String name, T given, Function<T, R> read) {
        try {
            return given == null ? null : read.apply(given);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), name + ": " + e.getMessage(), e);
        }
    }

    private static Provenance provenance(TrainedWeights.Stored stored) throws IOException {
        Map<String, String> statements = new TreeMap<>();
        stored.statements()
                .forEach((name, text) -> statements.put(
                        name,
                        text.length() > STATEMENT_LENGTH_MAX
                                ? text.substring(0, STATEMENT_LENGTH_MAX) + "…"
                                : text));
        try (InputStream bytes = Files.newInputStream(stored.file())) {
            return new Provenance(
                    stored.file().toString(), DigestUtils.sha256Hex(bytes), statements);
        }
    }

    private void draw(ElementMap elements, Element centre) throws IOException {
        String svg;
        try {
            svg = centre == null ? elements.kinship() : elements.likenessTo(centre);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--element: " + e.getMessage(), e);
        }
        Files.writeString(map, svg);
    }

    private static void print(Provenance provenance, Inspection result, PrintWriter out) {
        out.println(provenance.file());
        out.println("SHA-256 " + provenance.sha256());
        provenance.statements().forEach((name, text) -> out.println(name + " " + text));
        out.printf(Locale.ROOT, "%n%,d parameters%n", result.parameters());
        result.config()
                .toMetadata()
                .forEach((name, value) -> out.println("  " + name + " " + value));
        out.printf(
                Locale.ROOT,
                "%n%d space groups in training, the first:%n",
                result.spaceGroups().size());
        result.spaceGroups().stream()
                .limit(GROUPS_SHOWN)
                .forEach(share -> out.printf(
                        Locale.ROOT,
                        "  %3d %-8s %5.1f %%%n",
                        share.number(),
                        share.symbol(),
                        100 * share.probability()));
        out.printf("%nlikest element in the same column of the periodic table, without column 3%n");
        print("by embedding", result.columnsByEmbedding(), out);
        print("by place", result.columnsByPlace(), out);
        out.printf(
                "%n%-7s %12s  %-40s %s%n",
                "element", "first site", "likest by embedding", "likest by place");
        for (Inspection.ElementReport report : result.elements()) {
            if (report.isKnown()) {
                out.printf(
                        Locale.ROOT,
                        "%-7s %10.2f %%  %-40s %s%n",
                        report.element().symbol(),
                        100 * report.firstSiteProbability(),
                        neighbours(report.byEmbedding()),
                        neighbours(report.byPlace()));
            }
        }
        out.println("unknown to it: "
                + result.elements().stream()
                        .filter(report -> !report.isKnown())
                        .map(report -> report.element().symbol())
                        .collect(Collectors.joining(" ")));
    }

    private static void print(String name, Inspection.Columns columns, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "  %-12s %d of %d; by chance %.1f%n",
                name,
                columns.nearestInColumn(),
                columns.elements(),
                columns.expectedByChance());
    }

    private static String neighbours(List<Inspection.Neighbour> nearest) {
        return nearest.stream()
                .limit(NEIGHBOURS_SHOWN)
                .map(near -> String.format(
                        Locale.ROOT, "%-2s %.2f", near.element().symbol(), near.cosine()))
                .collect(Collectors.joining("  "));
    }

    private static void print(GroupInspection result, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "space group %d (%s), %.2f %% of training; %d crystals drawn%n",
                result.number(),
                result.symbol(),
                100 * result.probability(),
                result.crystals());
        out.printf(
                "%n%-9s %4s %11s %12s  %s%n",
                "position", "free", "first site", "in crystals", "elements on it");
        for (GroupInspection.LetterReport letter : result.letters()) {
            out.printf(
                    Locale.ROOT,
                    "%-9s %4d %9.2f %% %10.1f %%  %s%n",
                    letter.multiplicity() + letter.letter(),
                    letter.freeCoordinates(),
                    100 * letter.firstSite(),
                    100 * letter.inCrystals(),
                    shares(letter.elements(), NEIGHBOURS_SHOWN, "  "));
        }
        out.printf(
                "%noccupied together%n  %s%n",
                shares(result.occupations(), OCCUPATIONS_SHOWN, System.lineSeparator() + "  "));
    }

    private static String shares(List<GroupInspection.Share> shares, int most, String between) {
        return shares.stream()
                .limit(most)
                .map(share ->
                        String.format(Locale.ROOT, "%s %.1f %%", share.name(), 100 * share.share()))
                .collect(Collectors.joining(between));
    }
}

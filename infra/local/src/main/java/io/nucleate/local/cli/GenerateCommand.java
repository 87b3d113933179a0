package io.nucleate.local.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureFormat;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code generate}: samples crystals from a policy, without the loop. */
@Command(
        name = "generate",
        description = "Samples crystals from a policy.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class GenerateCommand implements Callable<Integer> {
    private static final int CHUNK = 128;

    /** Samples without a single crystal of the wanted formula after which the search is called off. */
    private static final int FRUITLESS_MAX = 20_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PolicyOptions options;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "10",
            description = "Number of crystals. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--space-group",
            paramLabel = "G",
            description = "Space group, 1 to 230. Default: drawn as in the training data.")
    private Integer spaceGroup;

    @Option(
            names = "--elements",
            paramLabel = "A,B",
            split = ",",
            description = "Only these elements; not every crystal has all of them.")
    private List<String> elements = List.of();

    @Option(
            names = "--formula",
            paramLabel = "FORMULA",
            description = "Only crystals of this composition, such as NaCl.")
    private String formula;

    @Option(names = "--max-atoms", paramLabel = "N", description = "At most so many atoms in the primitive cell.")
    private Integer maxAtoms;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Below 1 likelier crystals, above 1 more diverse ones. Default: ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Draw from the likeliest choices that make up this probability. Default: ${DEFAULT-VALUE}.")
    private double topP;

    @Option(names = "--seed", paramLabel = "S", description = "The same seed gives the same crystals. Default: random.")
    private Long seed;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "crystal",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private StructureFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description = "File; or an existing directory, for a file each. Default: standard output.")
    private Path output;

    /** The drawn crystals' way out, as text. */
    private interface Sink extends AutoCloseable {
        void write(int index, String text) throws IOException;

        @Override
        void close() throws IOException;
    }

    @Override
    public Integer call() throws Exception {
        if (count < 1) {
            throw misuse("-n must be at least 1, not " + count);
        }
        boolean perFile = output != null && Files.isDirectory(output);
        if (format == StructureFormat.POSCAR && count > 1 && !perFile) {
            throw misuse("a POSCAR holds one structure; name an existing directory with -o to get a file for each");
        }
        SamplingSettings settings = settings();
        SpaceGroup group = group();
        long usedSeed = seed != null ? seed : new SecureRandom().nextLong();
        try (Policy policy = options.load();
                Sink sink = perFile ? fileEach() : oneStream();
                ProgressBar bar = Progress.bar("sampling", count)) {
            draw(policy, group, settings, new SplittableRandom(usedSeed), sink, bar);
        }
        return 0;
    }

    private void draw(
            Policy policy,
            SpaceGroup group,
            SamplingSettings settings,
            SplittableRandom random,
            Sink sink,
            ProgressBar bar)
            throws IOException {
        Composition wanted = formula == null ? null : Composition.parse(formula);
        int written = 0;
        int fruitless = 0;
        while (written < count) {
            // A rare formula needs full chunks; without one, what is missing is enough.
            int chunk = wanted == null ? Math.min(CHUNK, count - written) : CHUNK;
            List<SpaceGroup> groups = group == null
                    ? drawGroups(policy, chunk, settings.maxAtoms(), random)
                    : Collections.nCopies(chunk, group);
            List<SampledCrystal> drawn = policy.sample(groups, settings, random);
            int before = written;
            for (SampledCrystal sampled : drawn) {
                if (written < count && isWanted(sampled, wanted)) {
                    sink.write(++written, text(sampled, written));
                    bar.step();
                }
            }
            fruitless = written > before ? 0 : fruitless + chunk;
            if (fruitless >= FRUITLESS_MAX) {
                throw new IllegalStateException("none of " + FRUITLESS_MAX + " samples in a row was "
                        + (wanted == null ? "a possible crystal" : wanted.reducedFormula()) + "; " + written
                        + " found before; try another space group, more atoms or a higher temperature");
            }
        }
    }

    /** Space groups as in the training data, less those whose smallest position has more atoms than allowed. */
    private static List<SpaceGroup> drawGroups(Policy policy, int count, int maxAtoms, SplittableRandom random) {
        return Stream.generate(() -> policy.spaceGroups().draw(random))
                .filter(group -> group.positions().stream()
                                .mapToInt(WyckoffPosition::multiplicity)
                                .min()
                                .orElseThrow()
                        <= (long) maxAtoms * group.centrings().length)
                .limit(count)
                .toList();
    }

    private static boolean isWanted(SampledCrystal sampled, Composition wanted) {
        return wanted == null
                || sampled.crystal().composition().reducedFormula().equals(wanted.reducedFormula());
    }

    private String text(SampledCrystal sampled, int index) {
        if (format != StructureFormat.CRYSTAL) {
            return format.write(sampled.crystal(), name(index));
        }
        ObjectNode line = CrystalJson.write(sampled.crystal());
        LogProbCommand.put(line, sampled.logProb());
        return line + "\n";
    }

    private static String name(int index) {
        return String.format("nucleate-%06d", index);
    }

    private Sink fileEach() {
        return new Sink() {
            @Override
            public void write(int index, String text) throws IOException {
                Files.writeString(output.resolve(name(index) + "." + format.extension()), text);
            }

            @Override
            public void close() {}
        };
    }

    private Sink oneStream() throws IOException {
        PrintWriter writer = output == null
                ? spec.commandLine().getOut()
                : new PrintWriter(Files.newBufferedWriter(output, StandardCharsets.UTF_8));
        return new Sink() {
            @Override
            public void write(int index, String text) throws IOException {
                writer.print(text);
                if (writer.checkError()) {
                    throw new IOException("cannot write to " + (output == null ? "the standard output" : output)
                            + "; is the disk full, or the reader gone?");
                }
            }

            @Override
            public void close() {
                if (output != null) {
                    writer.close();
                }
            }
        };
    }

    private SpaceGroup group() {
        if (spaceGroup == null) {
            return null;
        }
        if (spaceGroup < 1 || spaceGroup > SpaceGroup.COUNT) {
            throw misuse("--space-group must be from 1 to " + SpaceGroup.COUNT + ", not " + spaceGroup);
        }
        return SpaceGroup.of(spaceGroup);
    }

    private SamplingSettings settings() {
        try {
            Set<Element> allowed = new TreeSet<>();
            elements.forEach(symbol -> allowed.add(Element.of(symbol.strip())));
            if (formula != null) {
                Set<Element> ofFormula = Composition.parse(formula).elements();
                if (!allowed.isEmpty() && !allowed.containsAll(ofFormula)) {
                    throw misuse("--formula " + formula + " has elements that --elements does not allow");
                }
                allowed.addAll(ofFormula);
                allowed.retainAll(ofFormula);
            }
            return new SamplingSettings(temperature, topP, allowed, maxAtoms == null ? Integer.MAX_VALUE : maxAtoms);
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

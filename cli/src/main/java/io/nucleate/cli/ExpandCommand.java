package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.HeldOutFormulas;
import io.nucleate.crystal.Metastability;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.io.StructureFiles;
import io.nucleate.crystal.substitution.ElementLikeness;
import io.nucleate.crystal.substitution.Proposal;
import io.nucleate.crystal.substitution.Proposals;
import io.nucleate.crystal.substitution.Proposals.Parent;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.evaluation.expansion.Attempt;
import io.nucleate.evaluation.expansion.Expansion;
import io.nucleate.evaluation.expansion.ExpansionSettings;
import io.nucleate.evaluation.expansion.ExpansionSummary;
import io.nucleate.evaluation.expansion.GrownCrystal;
import io.nucleate.evaluation.expansion.Harvest;
import io.nucleate.evaluation.expansion.Opinions;

import me.tongfei.progressbar.ProgressBar;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** {@code expand}: grows a training set from known crystals. */
@Command(
        name = "expand",
        description =
                "Makes new crystals from known ones: exchanges elements for similar ones, relaxes,"
                        + " leaves out what is known already, and keeps what lies near the hull"
                        + " of all that is known and was found. Can be stopped at any time; the"
                        + " same command goes on. Writes crystals.jsonl and summary.json into the"
                        + " directory.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class ExpandCommand implements Callable<Integer> {
    /** Leaves out most of what is thrown away in the end, and little of what is kept. */
    private static final double UNRELAXED_ABOVE_HULL_MAX_EV_PER_ATOM = 0.3;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Crystals to make others from, in any format of the verb symmetry. Where"
                    + " lines have " + Metastability.FIELD + ", only those below --below.")
    private List<Path> files;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "Where everything is kept.")
    private Path directory;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "1000",
            description = "Number of crystals to keep. May be raised later. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--as-they-are",
            description = "Take the crystals themselves, such as those of generate, instead of"
                    + " exchanging elements.")
    private boolean asTheyAre;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description = "Crystals that are not new. Default: those of FILE, unless they are"
                    + " taken as they are.")
    private List<Path> knownFiles = List.of();

    @Option(
            names = "--below",
            paramLabel = "EV",
            defaultValue = "" + Metastability.ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM,
            description = "Keep crystals that lie less than this above the hull, in eV/atom."
                    + " Default: ${DEFAULT-VALUE}.")
    private double aboveHullMaxEvPerAtom;

    @Option(
            names = "--unrelaxed-below",
            paramLabel = "EV",
            description = "Relax proposals that lie less than this above the hull of the known"
                    + " phases as they are, in eV/atom: others seldom come down. Infinity relaxes"
                    + " all. May be changed when going on, for further proposals. Default: "
                    + UNRELAXED_ABOVE_HULL_MAX_EV_PER_ATOM + "; with --as-they-are, Infinity.")
    private Double unrelaxedAboveHullMaxEvPerAtom;

    @Option(
            names = "--max-atoms",
            paramLabel = "N",
            defaultValue = "20",
            description = "Most atoms in the primitive cell. Default: ${DEFAULT-VALUE}.")
    private int atomsMax;

    @Option(
            names = "--max-sites",
            paramLabel = "N",
            defaultValue = "20",
            description = "Most occupied Wyckoff positions. Default: ${DEFAULT-VALUE}.")
    private int sitesMax;

    @Option(
            names = "--site-exponent",
            paramLabel = "P",
            defaultValue = "1",
            description = "Crystals are drawn in proportion to their number of sites to this"
                    + " power. Default: ${DEFAULT-VALUE}.")
    private double siteExponent;

    @Option(
            names = "--two-elements",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "How often two elements are exchanged. Default: ${DEFAULT-VALUE}.")
    private double twoElementsShare;

    @Option(
            names = "--one-site",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "How often the element of one site only is exchanged. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double oneSiteShare;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of the proposals. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private ThreadsOption threads;

    @Option(
            names = "--judge",
            paramLabel = "NAME",
            description = "A second potential, for its opinion on some of what is kept. Default:"
                    + " none.")
    private String judge;

    @Option(
            names = "--judge-count",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Crystals that the second potential is asked about, drawn at random."
                    + " Default: ${DEFAULT-VALUE}.")
    private int judgeCount;

    @Option(
            names = "--agreed",
            description = "Ask the second potential about all crystals, and keep those that it puts"
                    + " near the hull too. Nothing lowers the hull further than both say.")
    private boolean agreed;

    @Option(
            names = "--min-phases",
            paramLabel = "N",
            defaultValue = "0",
            description = "Keep crystals whose chemical system has at least so many known phases"
                    + " beside its elements. Default: ${DEFAULT-VALUE}.")
    private int phasesMin;

    @Mixin
    private EnergyOptions energy;

    @Mixin
    private SymmetryOptions symmetry;

    @Override
    public Integer call() throws Exception {
        requirePossible();
        ExpansionSettings settings;
        Proposals.Settings drawing;
        try {
            settings = new ExpansionSettings(
                    atomsMax,
                    sitesMax,
                    aboveHullMaxEvPerAtom,
                    symmetry.toleranceAngstrom(),
                    RelaxationSettings.DEFAULT);
            drawing = new Proposals.Settings(seed, siteExponent, twoElementsShare, oneSiteShare);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try (Calculators calculators =
                Calculators.of(() -> energy.calculator(1), threads.threads())) {
            ExpansionDirectory kept = ExpansionDirectory.open(
                    directory, statement(calculators.each().get(0), settings, drawing));
            expand(kept, settings, drawing, calculators.each());
        }
        return 0;
    }

    /** Calculators of one potential, one for each thread. */
    private record Calculators(List<EnergyCalculator> each) implements AutoCloseable {
        @FunctionalInterface
        interface Maker {
            EnergyCalculator make() throws IOException;
        }

        static Calculators of(Maker maker, int threads) throws IOException {
            Calculators calculators = new Calculators(new ArrayList<>());
            try {
                for (int i = 0; i < threads; i++) {
                    calculators.each.add(maker.make());
                }
            } catch (IOException | RuntimeException e) {
                calculators.close();
                throw e;
            }
            return calculators;
        }

        @Override
        public void close() {
            each.forEach(EnergyCalculator::close);
        }
    }

    private void requirePossible() {
        if (count < 1 || judgeCount < 0 || phasesMin < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--count must be at least 1, --judge-count and --min-phases not" + " negative");
        }
        if (unrelaxedAboveHullMaxEvPerAtom != null && !(unrelaxedAboveHullMaxEvPerAtom > 0)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--unrelaxed-below must be positive: " + unrelaxedAboveHullMaxEvPerAtom);
        }
        if (agreed && judge == null) {
            throw new ParameterException(
                    spec.commandLine(), "--agreed needs --judge, the potential that must agree");
        }
    }

    private void expand(
            ExpansionDirectory kept,
            ExpansionSettings settings,
            Proposals.Settings drawing,
            List<EnergyCalculator> calculators)
            throws IOException, InterruptedException {
        List<Given> given = read(files);
        List<Parent> parents =
                given.stream().filter(Given::isNearHull).map(Given::crystal).toList();
        List<Parent> known = (knownFiles.isEmpty() && !asTheyAre ? given : read(knownFiles))
                .stream().map(Given::crystal).toList();
        List<Parent> open = parents.stream()
                .filter(parent -> !HeldOutFormulas.contains(parent.crystal().composition()))
                .toList();
        LongFunction<Optional<Proposal>> proposals = asTheyAre
                ? number -> Optional.of(asItIs(number, parents.get((int) number)))
                : new Proposals(open, likeness(open), drawing)::get;
        try (Expansion expansion = new Expansion(
                        kept.attempts(),
                        settings,
                        known,
                        proposals,
                        asTheyAre ? parents.size() : Long.MAX_VALUE,
                        calculators.get(0).newestHull());
                ProgressBar bar = Progress.bar("expand", count)) {
            Harvest harvest = harvest(kept, expansion, calculators, bar);
            ObjectNode summary = Report.json(ExpansionSummary.of(expansion, harvest.crystals()))
                    .put("unrelaxed_below_ev_per_atom", unrelaxedAboveHullMaxEvPerAtom())
                    .put("hull_reference", harvest.hullReference());
            kept.write(harvest, summary);
            spec.commandLine().getOut().println(summary);
        }
    }

    private static Proposal asItIs(long number, Parent parent) {
        return new Proposal(
                number, parent.name(), Proposal.Change.NONE, Map.of(), parent.crystal());
    }

    /** Learns from crystals which elements are alike. A radioactive one replaces no other. */
    private static ElementLikeness likeness(List<Parent> parents) {
        return ElementLikeness.of(
                parents.stream().map(Parent::crystal).toList(),
                element -> !element.isRadioactive());
    }

    /** Decides what is kept of all that was found so far. */
    @FunctionalInterface
    private interface Selection {
        Harvest harvest() throws IOException, InterruptedException;
    }

    private Harvest harvest(
            ExpansionDirectory kept,
            Expansion expansion,
            List<EnergyCalculator> calculators,
            ProgressBar bar)
            throws IOException, InterruptedException {
        Selection byOne = () -> expansion.kept(phasesMin, Expansion.SecondPotential.NONE);
        if (judge == null) {
            return grow(expansion, byOne, calculators, bar);
        }
        try (Calculators second =
                        Calculators.of(() -> energy.calculator(judge), threads.threads());
                Opinions opinions = new Opinions(kept.judgements(), second.each())) {
            if (agreed) {
                Selection byBoth = () -> {
                    ask(opinions, expansion.worthJudging(phasesMin), bar);
                    return expansion.agreed(phasesMin, opinions);
                };
                return grow(expansion, byBoth, calculators, bar);
            }
            ask(opinions, drawn(grow(expansion, byOne, calculators, bar).crystals()), bar);
            return expansion.kept(phasesMin, opinions);
        }
    }

    private static void ask(Opinions opinions, List<Attempt> crystals, ProgressBar bar)
            throws IOException, InterruptedException {
        opinions.ask(
                crystals, asked -> bar.setExtraMessage(asked + " judged, of " + crystals.size()));
    }

    /**
     * Computes until enough is kept, or nothing is left to propose. Again and again, because what
     * was near the hull when it was found is not when others have lowered it.
     */
    private Harvest grow(
            Expansion expansion,
            Selection selection,
            List<EnergyCalculator> calculators,
            ProgressBar bar)
            throws IOException, InterruptedException {
        Harvest harvest = selection.harvest();
        int before = -1;
        while (harvest.crystals().size() < count && expansion.attempts() > before) {
            before = expansion.attempts();
            int kept = harvest.crystals().size();
            expansion.run(
                    expansion.near() + count - kept,
                    unrelaxedAboveHullMaxEvPerAtom(),
                    calculators,
                    (attempts, near) -> bar.stepTo(Math.min(near, count))
                            .setExtraMessage(attempts + " computed"));
            harvest = selection.harvest();
        }
        return harvest;
    }

    /** A policy's own crystals begin high, because they are not precise. */
    private double unrelaxedAboveHullMaxEvPerAtom() {
        if (unrelaxedAboveHullMaxEvPerAtom != null) {
            return unrelaxedAboveHullMaxEvPerAtom;
        }
        return asTheyAre ? Double.POSITIVE_INFINITY : UNRELAXED_ABOVE_HULL_MAX_EV_PER_ATOM;
    }

    /** Draws those that are judged. Which depends on the seed and their numbers alone. */
    private List<Attempt> drawn(List<GrownCrystal> crystals) {
        return crystals.stream()
                .map(GrownCrystal::attempt)
                .sorted(Comparator.comparingLong(
                        attempt -> new SplittableRandom(seed ^ attempt.number()).nextLong()))
                .limit(judgeCount)
                .toList();
    }

    /** A crystal of a file. One far above the hull is no parent, but it is known. */
    private record Given(Parent crystal, boolean isNearHull) {}

    private List<Given> read(List<Path> paths) {
        try (Stream<StructureEntry> entries =
                StructureFiles.read(paths.stream().map(Path::toString).toList(), System.in)) {
            List<Given> given = new ArrayList<>();
            entries.forEach(entry -> {
                if (entry.isError()) {
                    throw new IllegalArgumentException(entry.error());
                }
                given.add(new Given(new Parent(name(entry), crystal(entry)), isNearHull(entry)));
            });
            return given;
        }
    }

    private boolean isNearHull(StructureEntry entry) {
        return entry.fields() == null
                || entry.fields().path(Metastability.FIELD).asDouble(0) < aboveHullMaxEvPerAtom;
    }

    private static String name(StructureEntry entry) {
        String id = entry.fields() == null
                ? null
                : entry.fields().path("material_id").textValue();
        return id == null ? entry.place() : id;
    }

    private Crystal crystal(StructureEntry entry) {
        try {
            return entry.crystal(symmetry.toleranceAngstrom()).canonical();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(entry.place() + ": " + e.getMessage(), e);
        }
    }

    /** Says what the proposals, and those that are relaxed, depend on. */
    private ObjectNode statement(
            EnergyCalculator calculator, ExpansionSettings settings, Proposals.Settings drawing)
            throws IOException {
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        statement.put("parents", sha256(files));
        statement.put("known", sha256(knownFiles));
        statement.put("as_they_are", asTheyAre);
        statement.setAll(Report.json(settings));
        if (!asTheyAre) {
            statement.setAll(Report.json(drawing));
        }
        statement.put("potential", calculator.potential());
        statement.put("elemental_references", calculator.elementalReferences());
        statement.put("hull_reference", calculator.newestHull().reference().identity());
        return statement;
    }

    private static String sha256(List<Path> paths) throws IOException {
        StringBuilder digests = new StringBuilder();
        for (Path path : paths) {
            try (InputStream stream = Files.newInputStream(path)) {
                digests.append(DigestUtils.sha256Hex(stream));
            }
        }
        return DigestUtils.sha256Hex(digests.toString());
    }
}

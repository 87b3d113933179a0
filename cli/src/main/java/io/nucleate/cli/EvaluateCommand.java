package io.nucleate.cli;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.Metastability;
import io.nucleate.crystal.io.StructureFormat;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;
import io.nucleate.evaluation.CrystalVerdict;
import io.nucleate.evaluation.EnergyMethod;
import io.nucleate.evaluation.Evaluation;
import io.nucleate.evaluation.Evaluator;
import io.nucleate.evaluation.KnownMaterials;
import io.nucleate.evaluation.KnownStructures;
import io.nucleate.evaluation.MaterialDistributions;
import io.nucleate.evaluation.MaterialIndex;
import io.nucleate.evaluation.Rules;

import me.tongfei.progressbar.ProgressBar;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code evaluate}: judges a set of generated crystals. */
@Command(
        name = "evaluate",
        description =
                "Validity, uniqueness, novelty, stability, S.U.N., distributions and coverage of"
                        + " a set of crystals: a table on a"
                        + " terminal, else one JSON object. docs/reference/evaluation.md explains every number.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description =
                    "Known materials, which are not novel: crystals or structures, matched one"
                            + " by one. Default: an index of"
                            + " the Materials Project, by space group and Wyckoff letters with"
                            + " elements.")
    private String knownFile;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description =
                    "Crystals with which distributions and coverage are compared, such as a test"
                            + " set. Default: the known"
                            + " materials; the index has no structures for a coverage.")
    private String referenceFile;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Rules of validity, uniqueness and M.S.U.N.: default, CDVAE's, or lemat,"
                    + " those of LeMat-GenBench. Default: ${DEFAULT-VALUE}.")
    private String protocol;

    @Option(
            names = "--no-score",
            description = "Leave out the potential, and with it stability and S.U.N.")
    private boolean withoutScore;

    @Option(
            names = "--judge",
            paramLabel = "NAME",
            description = "A second potential, which is asked about the metastable crystals: how"
                    + " many of them, and of the M.S.U.N., it confirms. Default: none.")
    private String judgeName;

    @Option(
            names = "--details",
            paramLabel = "FILE",
            description = "Also write the verdict on each crystal there, one JSON line each: what"
                    + " counts in the shares, the criteria, kind, known material and energies.")
    private Path detailsFile;

    @Option(
            names = "--cifs",
            paramLabel = "FOLDER",
            description = "Also write every crystal as it was submitted there, each as a CIF named"
                    + " by its number, for other programs that evaluate crystals. The folder must"
                    + " be new or empty.")
    private Path cifsFolder;

    @Mixin
    private ResultOutput output;

    @Mixin
    private EnergyOptions options;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private RelaxationOptions relaxation;

    @Mixin
    private StructureInput input;

    @Override
    public Integer call() throws IOException {
        EnergyMethod method = method();
        Evaluator evaluator = evaluator(rules());
        requireFolderOfDetails();
        requireNoOtherCifs();
        FailureTally unreadable = new FailureTally();
        List<Material> generated = withSymmetry(MaterialFiles.read(input, unreadable));
        writeCifs(generated);
        Evaluation evaluation = withoutScore
                ? evaluator.evaluate(generated)
                : withEnergies(evaluator, generated, method);
        writeDetails(evaluation);
        return output.print(evaluation, out -> EvaluationTable.print(evaluation, out), unreadable);
    }

    private Rules rules() {
        try {
            return Rules.named(protocol);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--protocol: " + e.getMessage());
        }
    }

    private Evaluator evaluator(Rules rules) {
        StructureMatcher matcher = new StructureMatcher(rules.tolerances());
        KnownMaterials known;
        MaterialDistributions reference;
        if (knownFile == null) {
            MaterialIndex index = MaterialIndex.shipped();
            known = index;
            reference = referenceFile == null
                    ? MaterialDistributions.of("the shipped index", index)
                    : reference(referenceFile);
        } else {
            List<Material> materials = MaterialFiles.readAll(List.of(knownFile));
            known = new KnownStructures(materials, matcher);
            reference = referenceFile == null
                    ? MaterialDistributions.of(knownFile, withSymmetry(materials))
                    : reference(referenceFile);
        }
        return new Evaluator(rules, known, reference);
    }

    private MaterialDistributions reference(String file) {
        return MaterialDistributions.of(file, withSymmetry(MaterialFiles.readAll(List.of(file))));
    }

    private List<Material> withSymmetry(List<Material> materials) {
        return MaterialFiles.withSymmetry(materials, relaxation.toleranceAngstrom());
    }

    private EnergyMethod method() {
        if (withoutScore && (relaxation.relax() || judgeName != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--relax and --judge need the potential; leave out --no-score");
        }
        try {
            return relaxation.method();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** Asks before the energies are computed, which may take an hour. */
    private void requireFolderOfDetails() throws IOException {
        if (detailsFile != null
                && !Files.isDirectory(detailsFile.toAbsolutePath().getParent())) {
            throw new IOException("no folder for --details " + detailsFile + "; make it first");
        }
    }

    /** The other program would evaluate whatever lies in the folder. */
    private void requireNoOtherCifs() throws IOException {
        if (cifsFolder == null || Files.notExists(cifsFolder)) {
            return;
        }
        if (!Files.isDirectory(cifsFolder)) {
            throw new IOException("--cifs " + cifsFolder + " is a file; give a folder");
        }
        try (Stream<Path> files = Files.list(cifsFolder)) {
            if (files.findAny().isPresent()) {
                throw new IOException(
                        "--cifs " + cifsFolder + " is not empty; give a new or an empty folder");
            }
        }
    }

    private void writeCifs(List<Material> submitted) throws IOException {
        if (cifsFolder == null) {
            return;
        }
        Files.createDirectories(cifsFolder);
        for (int i = 0; i < submitted.size(); i++) {
            Material material = submitted.get(i);
            String name = String.format(Locale.ROOT, "nucleate-%06d", i + 1);
            Map<String, String> info = Map.of("source_name", material.name());
            Files.writeString(
                    cifsFolder.resolve(name + ".cif"),
                    material.crystal().isPresent()
                            ? StructureFormat.CIF.write(material.crystal().get(), name, info)
                            : StructureFormat.CIF.write(material.structure(), name, info));
        }
    }

    private void writeDetails(Evaluation evaluation) throws IOException {
        if (detailsFile == null) {
            return;
        }
        try (BufferedWriter writer = Files.newBufferedWriter(detailsFile)) {
            for (CrystalVerdict verdict : evaluation.verdicts()) {
                writer.write(Report.json(verdict) + "\n");
            }
        }
    }

    private Evaluation withEnergies(
            Evaluator evaluator, List<Material> generated, EnergyMethod method) throws IOException {
        try (EnergyCalculator calculator = options.calculator(threads.threads());
                Judge judge = judgeName == null
                        ? null
                        // The bound itself is metastable by some rules, and is judged too.
                        : options.judge(
                                judgeName,
                                Math.nextUp(Metastability.ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM),
                                threads.threads());
                EnergyProgress progress = new EnergyProgress(generated.size())) {
            return evaluator.evaluate(
                    generated, calculator, Optional.ofNullable(judge), method, progress);
        }
    }

    /** Shows how many energies have been computed; tells at the end why some have not. */
    private final class EnergyProgress implements Evaluator.EnergyListener, AutoCloseable {
        private final ProgressBar bar;
        private final FailureTally tally = new FailureTally();

        EnergyProgress(int crystals) {
            bar = Progress.bar("energies", crystals);
        }

        @Override
        public void computed(int energies, int of) {
            bar.maxHint(of).stepTo(energies);
        }

        @Override
        public void failed(Material material, String reason) {
            tally.failed(material.name(), reason);
        }

        @Override
        public void close() {
            bar.close();
            tally.report(
                    spec.commandLine().getErr(), "warning: no energy for %d of the valid crystals");
        }
    }
}

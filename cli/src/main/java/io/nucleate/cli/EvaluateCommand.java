package io.nucleate.cli;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.crystal.matching.Tolerances;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.evaluation.Evaluation;
import io.nucleate.evaluation.Evaluator;
import io.nucleate.evaluation.KnownMaterials;
import io.nucleate.evaluation.KnownStructures;
import io.nucleate.evaluation.MaterialDistributions;
import io.nucleate.evaluation.MaterialIndex;

import me.tongfei.progressbar.ProgressBar;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

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
            names = "--no-score",
            description = "Leave out the potential, and with it stability and S.U.N.")
    private boolean withoutScore;

    @Mixin
    private ResultOutput output;

    @Mixin
    private EnergyOptions options;

    @Mixin
    private SymmetryOptions symmetry;

    @Mixin
    private StructureInput input;

    @Override
    public Integer call() throws IOException {
        FailureTally unreadable = new FailureTally();
        List<Material> generated = withSymmetry(MaterialFiles.read(input, unreadable));
        Evaluation evaluation =
                withoutScore ? evaluator().evaluate(generated) : withEnergies(generated);
        return output.print(evaluation, out -> EvaluationTable.print(evaluation, out), unreadable);
    }

    private Evaluator evaluator() {
        StructureMatcher matcher = new StructureMatcher(Tolerances.DEFAULT);
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
        return new Evaluator(matcher, known, reference);
    }

    private MaterialDistributions reference(String file) {
        return MaterialDistributions.of(file, withSymmetry(MaterialFiles.readAll(List.of(file))));
    }

    private List<Material> withSymmetry(List<Material> materials) {
        return MaterialFiles.withSymmetry(materials, symmetry.toleranceAngstrom());
    }

    private Evaluation withEnergies(List<Material> generated) throws IOException {
        Evaluator evaluator = evaluator();
        try (EnergyCalculator calculator = options.calculator();
                EnergyProgress progress = new EnergyProgress(generated.size())) {
            return evaluator.evaluate(generated, calculator, progress);
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

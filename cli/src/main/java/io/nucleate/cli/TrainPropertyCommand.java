package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Material;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.energy.property.CrossValidation;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.property.Readout;
import io.nucleate.energy.property.ReadoutSettings;
import io.nucleate.energy.property.ReadoutTraining;
import io.nucleate.energy.property.TrainingSet;
import io.nucleate.tensors.Devices;

import me.tongfei.progressbar.ProgressBar;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * {@code train-property}: makes a readout of band gaps or dielectric constants. The defaults are
 * the best that were found.
 */
@Command(
        name = "train-property",
        description = "Teaches an ensemble of small networks to read a property off a potential's"
                + " features of the atoms, after measuring"
                + " by cross-validation how well that goes for what was held out. One"
                + " JSON line per cross-validation,"
                + " and one for the file (safetensors).",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        versionProvider = NucleateCommand.Version.class)
final class TrainPropertyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PROPERTY", description = "band-gap or dielectric.")
    private String word;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "DATA",
            description =
                    "Crystals or structures with the property, by default in the field band_gap"
                            + " (eV) or eps_electronic; those without it"
                            + " are left out. JSON lines, CSV with a column of CIFs, extended"
                            + " XYZ; also gzipped.")
    private List<String> files;

    @Mixin
    private DataOutput output;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "The field that holds the property.")
    private String field;

    @Option(
            names = "--held-out",
            paramLabel = "FILE",
            description = "Write what each structure was estimated at while it was held out, a JSON"
                    + " line each.")
    private Path heldOut;

    @Option(
            names = "--potential",
            defaultValue = "chgnet",
            description = "The potential whose features are read.")
    private String potential;

    @Mixin
    private DeviceOption device;

    @Option(
            names = "--folds",
            defaultValue = "5",
            description =
                    "Parts that are held out in turn, by chemical system and then by structure;"
                            + " 0 to skip that.")
    private int folds;

    @Option(names = "--members", defaultValue = "6", description = "Networks of the ensemble.")
    private int members;

    @Option(
            names = "--hidden",
            defaultValue = "64",
            description = "Width of the two hidden layers.")
    private int hidden;

    @Option(names = "--epochs", defaultValue = "40")
    private int epochs;

    @Option(names = "--batch-size", defaultValue = "128")
    private int batchSize;

    @Option(names = "--learning-rate", defaultValue = "2e-3")
    private double learningRate;

    @Option(names = "--weight-decay", defaultValue = "0.3")
    private double weightDecay;

    @Option(names = "--seed", defaultValue = "1", description = "Decides weights, order and folds.")
    private long seed;

    @Override
    public Integer call() throws Exception {
        Property property;
        ReadoutSettings settings;
        try {
            property = Property.of(word);
            settings = new ReadoutSettings(
                    members, hidden, epochs, batchSize, learningRate, weightDecay, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (folds < 0 || folds == 1) {
            throw new ParameterException(
                    spec.commandLine(), "--folds is 0 or at least 2, not " + folds);
        }
        TrainingSet data = data(property);
        PrintWriter out = spec.commandLine().getOut();
        Map<String, String> more = new LinkedHashMap<>();
        more.put(
                "data",
                data.examples().size() + " structures of " + data.systems() + " chemical systems");
        more.put("provenance", String.join(" ", output.provenance()));
        int trainings = 1 + folds * TrainingSet.Split.values().length;
        try (ProgressBar bar = Progress.bar("train-property", (long) trainings * epochs);
                PrintWriter estimates = new PrintWriter(
                        heldOut == null ? Writer.nullWriter() : Files.newBufferedWriter(heldOut))) {
            ReadoutTraining training = new ReadoutTraining(
                    settings, Devices.of(device.device()), (epoch, loss) -> bar.step()
                            .setExtraMessage(String.format(Locale.ROOT, "%.3f", loss)));
            for (TrainingSet.Split split :
                    folds == 0 ? new TrainingSet.Split[0] : TrainingSet.Split.values()) {
                CrossValidation validation = training.crossValidate(data, split, folds);
                validation
                        .folds()
                        .forEach(fold -> fold.forEach(one -> estimates.println(line(split, one))));
                ObjectNode result = line(data, validation);
                more.put("evaluation." + split, result.toString());
                out.println(result);
                out.flush();
            }
            try (Readout readout = training.train(data)) {
                readout.toSafeTensors(more).write(output.file());
            }
        }
        out.println(JsonNodeFactory.instance
                .objectNode()
                .put("readout", output.file().toString())
                .put("property", property.word())
                .put("potential", data.potential()));
        return 0;
    }

    private TrainingSet data(Property property) throws IOException {
        String name = field == null ? property.field() : field;
        List<TrainingSet.Labelled> labelled = MaterialFiles.readAll(files).stream()
                .filter(material -> material.properties().containsKey(name))
                .map(material -> labelled(material, name))
                .toList();
        if (labelled.isEmpty()) {
            throw new IllegalArgumentException("no structure of " + String.join(", ", files)
                    + " has a number \"" + name + "\"; see --field");
        }
        PrintWriter err = spec.commandLine().getErr();
        try (Potential loaded = Potentials.load(potential, device.device());
                ProgressBar bar = Progress.bar("features", labelled.size())) {
            return TrainingSet.of(
                    property,
                    loaded,
                    labelled,
                    (failed, reason) -> err.println("left out: " + failed + ": " + reason),
                    bar::stepTo);
        }
    }

    private static TrainingSet.Labelled labelled(Material material, String field) {
        return new TrainingSet.Labelled(
                material.name(), material.structure(), material.properties().get(field));
    }

    private static ObjectNode line(TrainingSet.Split split, CrossValidation.HeldOut one) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("held_out_by", split.toString())
                .put("material_id", one.name())
                .put("value", one.value())
                .put("estimate", one.estimate().value())
                .put("uncertainty", one.estimate().uncertainty());
    }

    private static ObjectNode line(TrainingSet data, CrossValidation validation) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("property", data.property().word())
                .put("unit", data.property().unit())
                .put("held_out_by", validation.split().toString())
                .put("structures", data.examples().size())
                .put("chemical_systems", data.systems())
                .put("mean_absolute_error", round(validation.meanAbsoluteError()))
                .put("spread_over_folds", round(validation.spread()))
                .put("median_absolute_error", round(validation.medianAbsoluteError()))
                .put("root_mean_square_error", round(validation.rootMeanSquareError()))
                .put("error_of_the_median", round(validation.errorOfTheMedian()));
        validation.foldErrors().forEach(error -> line.withArray("fold_errors").add(round(error)));
        validation.errorsByUncertainty().forEach(error -> line.withArray(
                        "errors_by_uncertainty_quarter")
                .add(round(error)));
        return line.put("within_one_uncertainty", round(validation.within(1)))
                .put("within_two_uncertainties", round(validation.within(2)));
    }

    private static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}

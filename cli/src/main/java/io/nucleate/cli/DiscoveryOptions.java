package io.nucleate.cli;

import io.nucleate.cli.export.DiscoveryFilter;
import io.nucleate.cli.export.DiscoveryOrder;
import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.schemas.discovery.ExportFormat;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The options of {@code export} that say which discoveries it writes, and how. */
final class DiscoveryOptions {
    static final int MAX_DEFAULT = 10_000;

    private static final String MAX = "--max";

    /** Options that mean something with {@code --discoveries} only. */
    private static final List<String> DEPENDENT = List.of(
            "--format",
            "--energy-above-hull-max",
            "--reward-min",
            "--formula",
            "--elements",
            "--novel-only",
            "--judge-below",
            "--guarded",
            "--sort",
            MAX);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--discoveries",
            paramLabel = "PATH",
            description = "Write what was found, each protostructure once, the best first: to a"
                    + " file, or, for cif, extxyz and poscar, to a new or empty directory with a"
                    + " file for each crystal if PATH ends with / or is one. POSCAR always goes to"
                    + " a directory.")
    private String path;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. jsonl has crystal lines, csv has no geometry."
                    + " Default: what PATH ends with.")
    private ExportFormat format;

    @Option(
            names = "--energy-above-hull-max",
            paramLabel = "EV",
            description = "Only crystals at most so far above the hull, in eV/atom.")
    private Double energyAboveHullMaxEvPerAtom;

    @Option(
            names = "--reward-min",
            paramLabel = "R",
            description = "Only crystals with at least this reward.")
    private Double rewardMin;

    @Option(
            names = "--formula",
            paramLabel = "FORMULA",
            description = "Only this composition, such as NaCl; any number of formula units.")
    private String formula;

    @Option(
            names = "--elements",
            paramLabel = "A,B",
            description = "Only crystals made of these elements; not every one has all of them.")
    private String elements;

    @Option(
            names = "--novel-only",
            description = "Only crystals of a composition that neither the index of known materials"
                    + " nor the hull reference has.")
    private boolean novelOnly;

    @Option(
            names = "--judge-below",
            paramLabel = "EV",
            description = "Only crystals that the judging potential puts less than this above the"
                    + " hull, in eV/atom.")
    private Double judgeBelowEvPerAtom;

    @Option(
            names = "--guarded",
            description = "Also crystals with an energy that a guard does not trust, such as over"
                    + " a sparse hull; the field gates names it.")
    private boolean guarded;

    @Option(
            names = "--sort",
            paramLabel = "BY",
            defaultValue = "ehull",
            description = "What makes a crystal better: ${COMPLETION-CANDIDATES} (low energy above"
                    + " hull, high reward). Default: ${DEFAULT-VALUE}.")
    private DiscoveryOrder order;

    @Option(
            names = {"-n", MAX},
            paramLabel = "N",
            defaultValue = "" + MAX_DEFAULT,
            description = "At most so many crystals, the best. Default: ${DEFAULT-VALUE}.")
    private int max;

    /** @throws ParameterException for options that cannot be, or say nothing without others */
    void require() {
        if (path == null) {
            DEPENDENT.stream()
                    .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                    .findFirst()
                    .ifPresent(option -> fail(option + " needs --discoveries PATH"));
            return;
        }
        if (max < 1) {
            fail(MAX + " must be at least 1, not " + max);
        }
        if (isDirectory() && !format().mayBeFileEach()) {
            fail("--discoveries " + path + " is a directory; " + format() + " goes to a file");
        }
        filter();
    }

    boolean areWanted() {
        return path != null;
    }

    Path target() {
        return Path.of(path);
    }

    /** Whether each crystal gets a file. */
    boolean isDirectory() {
        return path.endsWith("/") || Files.isDirectory(target()) || format().isFileEach();
    }

    ExportFormat format() {
        return Optional.ofNullable(format)
                .or(() -> ExportFormat.ofName(path))
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "which format? give --format, or --discoveries a name that ends with"
                                + " .cif, .extxyz, .csv or .jsonl"));
    }

    DiscoveryFilter filter() {
        return new DiscoveryFilter(
                number(energyAboveHullMaxEvPerAtom),
                number(rewardMin),
                Optional.ofNullable(formula).map(this::reduced),
                elements == null ? Set.of() : elements(),
                number(judgeBelowEvPerAtom),
                novelOnly,
                guarded);
    }

    DiscoveryOrder order() {
        return order;
    }

    int max() {
        return max;
    }

    /** Whether the user chose how many. */
    boolean isMaxGiven() {
        return spec.commandLine().getParseResult().hasMatchedOption(MAX);
    }

    private static OptionalDouble number(Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private String reduced(String text) {
        try {
            return Composition.parse(text).reducedFormula();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--formula: " + e.getMessage(), e);
        }
    }

    private Set<Element> elements() {
        Set<Element> set = EnumSet.noneOf(Element.class);
        try {
            Arrays.stream(elements.split(","))
                    .map(String::strip)
                    .map(Element::of)
                    .forEach(set::add);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--elements: " + e.getMessage(), e);
        }
        return set;
    }

    private void fail(String message) {
        throw new ParameterException(spec.commandLine(), message);
    }
}

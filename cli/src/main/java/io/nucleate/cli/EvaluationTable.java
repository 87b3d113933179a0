package io.nucleate.cli;

import io.nucleate.evaluation.Coverage;
import io.nucleate.evaluation.Evaluation;
import io.nucleate.evaluation.Evaluation.ComparedDistribution;
import io.nucleate.evaluation.Evaluation.ComparedDistributions;
import io.nucleate.evaluation.Evaluation.Confirmation;
import io.nucleate.evaluation.Evaluation.OfValid;
import io.nucleate.evaluation.Evaluation.Stability;
import io.nucleate.evaluation.Rules;
import io.nucleate.evaluation.Share;
import io.nucleate.evaluation.Strata.Stratum;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints an evaluation for people. */
final class EvaluationTable {
    private static final int NAME_WIDTH = 44;

    private final PrintWriter out;

    private EvaluationTable(PrintWriter out) {
        this.out = out;
    }

    static void print(Evaluation evaluation, PrintWriter out) {
        new EvaluationTable(out).print(evaluation);
    }

    private void print(Evaluation evaluation) {
        row("crystals", String.valueOf(evaluation.crystals()));
        row("structurally valid", evaluation.validity().structural());
        row("compositionally valid", evaluation.validity().compositional());
        evaluation.validity().criteria().forEach((name, share) -> row("  " + name, share));
        row("valid", evaluation.validity().both());
        row("unique", evaluation.unique());
        row("novel", evaluation.novelty().novel());
        row("unique and novel", evaluation.novelty().uniqueAndNovel());
        if (evaluation.novelty().undecided().count() > 0) {
            row("novelty undecided, no symmetry", evaluation.novelty().undecided());
        }
        boolean lemat = evaluation.protocol().rules().equals(Rules.LEMAT.name());
        evaluation.stability().ifPresent(stability -> stability(stability, lemat));
        evaluation.ofValid().ifPresent(this::ofValid);
        distributions(evaluation.distributions());
        evaluation.coverage().ifPresent(this::coverage);
        out.println();
        strata("sites", evaluation.strata().sites());
        strata("elements", evaluation.strata().elements());
        strata("chemistry", evaluation.strata().chemistry());
        Evaluation.Protocol protocol = evaluation.protocol();
        out.println();
        out.printf(
                Locale.ROOT,
                "protocol: %s%s; in brackets: 95 %% confidence intervals (Wilson)%n",
                protocol.rules(),
                protocol.invalidRemoved()
                        ? ", invalid crystals removed first, shares out of all"
                        : "");
        out.printf(
                Locale.ROOT,
                "%d known materials; novelty: %s%n",
                protocol.known(),
                protocol.knownBy());
        out.printf(
                Locale.ROOT,
                "distributions of valid crystals, compared with %s%n",
                protocol.reference());
        evaluation
                .stability()
                .ifPresent(stability -> out.printf(
                        Locale.ROOT,
                        "energies: %s, %s, elements %s, hull %s%n",
                        stability.potential(),
                        stability.relaxed()
                                ? "of relaxed crystals"
                                : "of the crystals as submitted",
                        stability.elementalReferences(),
                        stability.hullReference()));
    }

    /** @param lemat whether bounds belong to the stable, and the stable are no M.S.U.N. */
    private void stability(Stability stability, boolean lemat) {
        row("with an energy", stability.evaluated());
        row("over a sparse hull", stability.sparseHull());
        String below = lemat ? "<=" : "<";
        row("stable, E_hull " + below + " 0", stability.stable());
        row("metastable, E_hull " + below + " 0.1 eV/atom", stability.metastable());
        row("stable, unique, novel (S.U.N.)", stability.sun());
        row(
                lemat
                        ? "metastable, not stable (exclusive M.S.U.N.)"
                        : "metastable, unique, novel (M.S.U.N.)",
                stability.msun());
        stability.confirmation().ifPresent(this::confirmation);
        stability
                .warnings()
                .forEach((word, count) -> row("warning: " + word, String.valueOf(count)));
        stability
                .energyAboveHullEvPerAtom()
                .ifPresent(quartiles -> row(
                        "E_hull quartiles, eV/atom",
                        String.format(
                                Locale.ROOT,
                                "%.2f / %.2f / %.2f",
                                quartiles.lower(),
                                quartiles.median(),
                                quartiles.upper())));
    }

    private void confirmation(Confirmation confirmation) {
        row("asked of " + confirmation.potential(), confirmation.asked());
        row("  confirmed as metastable", confirmation.metastable());
        row("  confirmed M.S.U.N.", confirmation.msun());
        number("  mean difference, eV/atom", confirmation.meanDifferenceEvPerAtom());
    }

    private void ofValid(OfValid of) {
        row("of the valid", String.valueOf(of.crystals()));
        row("  unique", of.unique());
        row("  novel", of.novel());
        row("  unique and novel", of.uniqueAndNovel());
        of.stable().ifPresent(share -> row("  stable", share));
        of.metastable().ifPresent(share -> row("  metastable", share));
        of.sun().ifPresent(share -> row("  S.U.N.", share));
        of.msun().ifPresent(share -> row("  M.S.U.N.", share));
    }

    /** Prints one row for each stratum. */
    private void strata(String what, List<Stratum> strata) {
        out.printf(
                Locale.ROOT,
                "%-28s %8s %12s %12s %12s%n",
                "by " + what,
                "crystals",
                "struct. valid",
                "metastable",
                "M.S.U.N.");
        for (Stratum stratum : strata) {
            out.printf(
                    Locale.ROOT,
                    "  %-26s %8d %12s %12s %12s%n",
                    stratum.value(),
                    stratum.crystals(),
                    percent(stratum.structurallyValid()),
                    stratum.metastable().map(EvaluationTable::percent).orElse("-"),
                    stratum.msun().map(EvaluationTable::percent).orElse("-"));
        }
    }

    private static String percent(Share share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share.fraction());
    }

    private void distributions(ComparedDistributions distributions) {
        distance("density, Wasserstein, g/cm3", distributions.densityGramPerCm3());
        distributions
                .formationEnergyEvPerAtom()
                .ifPresent(energy -> distance("formation energy, Wasserstein, eV/atom", energy));
        distance("number of elements, Wasserstein", distributions.elements());
        distance("atoms in the cell, Wasserstein", distributions.atoms());
        number("space groups, total variation", distributions.spaceGroups().totalVariation());
    }

    private void coverage(Coverage coverage) {
        number("coverage recall", Optional.of(coverage.recall()));
        number("coverage precision", Optional.of(coverage.precision()));
    }

    private void distance(String name, ComparedDistribution distribution) {
        number(name, distribution.wasserstein());
    }

    private void number(String name, Optional<Double> number) {
        row(name, number.map(value -> String.format(Locale.ROOT, "%.3f", value)).orElse("-"));
    }

    private void row(String name, Share share) {
        row(
                name,
                String.format(
                        Locale.ROOT,
                        "%d  %.1f %%  (%.1f to %.1f)",
                        share.count(),
                        100 * share.fraction(),
                        100 * share.fractionMin(),
                        100 * share.fractionMax()));
    }

    private void row(String name, String value) {
        out.printf(Locale.ROOT, "%-" + NAME_WIDTH + "s %s%n", name, value);
    }
}

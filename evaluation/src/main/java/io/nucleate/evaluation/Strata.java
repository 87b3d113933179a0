package io.nucleate.evaluation;

import io.nucleate.crystal.Chemistry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The shares of parts of a set of crystals. Each list divides the whole set.
 *
 * @param sites by the number of symmetrically different atoms
 * @param elements by the number of different elements
 * @param chemistry by the class of the composition
 */
public record Strata(List<Stratum> sites, List<Stratum> elements, List<Stratum> chemistry) {
    /** Greater numbers are one stratum. */
    private static final int NUMBER_MAX = 5;

    /**
     * A part of the set.
     *
     * @param value what its crystals have in common
     * @param crystals number of its crystals
     * @param structurallyValid structurally valid crystals among them
     * @param metastable stable and metastable crystals among them; empty if no energies were
     *     computed
     * @param msun crystals among them that the evaluation counts as M.S.U.N.; empty if no energies
     *     were computed
     */
    public record Stratum(
            String value,
            int crystals,
            Share structurallyValid,
            Optional<Share> metastable,
            Optional<Share> msun) {}

    static Strata of(List<CrystalVerdict> verdicts, boolean withEnergies) {
        return new Strata(
                divide(verdicts, withEnergies, numbers(), verdict -> number(verdict.sites())),
                divide(
                        verdicts,
                        withEnergies,
                        numbers(),
                        verdict -> number(Optional.of(verdict.elements()))),
                divide(
                        verdicts,
                        withEnergies,
                        List.of(Chemistry.values()).stream()
                                .map(Chemistry::words)
                                .toList(),
                        verdict -> verdict.chemistry().words()));
    }

    private static List<String> numbers() {
        List<String> numbers = new ArrayList<>();
        for (int number = 1; number <= NUMBER_MAX; number++) {
            numbers.add(number(Optional.of(number)));
        }
        numbers.add(number(Optional.empty()));
        return numbers;
    }

    private static String number(Optional<Integer> number) {
        if (number.isEmpty()) {
            return "unknown";
        }
        return number.get() < NUMBER_MAX ? String.valueOf(number.get()) : NUMBER_MAX + " or more";
    }

    /** Divides the verdicts; strata without crystals are left out. */
    private static List<Stratum> divide(
            List<CrystalVerdict> verdicts,
            boolean withEnergies,
            List<String> values,
            Function<CrystalVerdict, String> value) {
        Map<String, List<CrystalVerdict>> parts = new LinkedHashMap<>();
        values.forEach(name -> parts.put(name, new ArrayList<>()));
        verdicts.forEach(verdict -> parts.get(value.apply(verdict)).add(verdict));
        List<Stratum> strata = new ArrayList<>();
        parts.forEach((name, part) -> {
            if (!part.isEmpty()) {
                strata.add(new Stratum(
                        name,
                        part.size(),
                        share(part, CrystalVerdict::structurallyValid),
                        withEnergies
                                ? Optional.of(share(part, CrystalVerdict::metastable))
                                : Optional.empty(),
                        withEnergies
                                ? Optional.of(share(part, CrystalVerdict::msun))
                                : Optional.empty()));
            }
        });
        return strata;
    }

    private static Share share(List<CrystalVerdict> part, Predicate<CrystalVerdict> counts) {
        return Share.of(part.stream().filter(counts).count(), part.size());
    }
}

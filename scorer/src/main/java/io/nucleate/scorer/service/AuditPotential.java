package io.nucleate.scorer.service;

import io.nucleate.energy.potential.Potentials;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Decides which potential judges audits: one that pays no run of the scorer. */
public final class AuditPotential {
    /** What {@link ScorerSettings#auditPotential} says for no audits. */
    private static final String NOBODY = "none";

    /** More than pay: of three potentials at most two do. */
    private static final List<String> CHOICE = List.of("sevennet-0", "sevennet-l3i5", "chgnet");

    private AuditPotential() {}

    /**
     * Returns the potential to load; empty for no audits.
     *
     * @param asked as {@link ScorerSettings#auditPotential} says; empty to choose one
     * @param paying name and version of the scorer's potential and of its judge, which pays in
     *     pessimistic runs
     * @throws IllegalArgumentException if the potential that was asked for is among these
     */
    public static Optional<String> of(Optional<String> asked, Collection<String> paying)
            throws IOException {
        if (asked.filter(NOBODY::equals).isPresent()) {
            return Optional.empty();
        }
        for (String name : asked.map(List::of).orElse(CHOICE)) {
            if (!paying.contains(Potentials.nameOf(name))) {
                return Optional.of(name);
            }
        }
        throw new IllegalArgumentException("audits are judged by a potential that pays no run, and"
                + " scorers score with " + String.join(" and ", paying)
                + "; set nucleate.scorer.audit-potential to another one, or to " + NOBODY);
    }
}

package io.nucleate.evaluation.expansion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.crystal.substitution.Proposal.Change;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of a proposal. Either it failed, or it turned out to be the same as another crystal,
 * or it was found.
 *
 * @param number number of the proposal
 * @param parent name of the crystal that it was made from
 * @param change how it was made
 * @param replacements new element of each element that was replaced
 * @param proposed protostructure before the relaxation
 * @param failure why there is no energy
 * @param sameAs name of the crystal that it is the same as: of a known one, or the number of an
 *     earlier proposal
 * @param found the relaxed crystal; empty in the other two cases
 */
public record Attempt(
        long number,
        String parent,
        Change change,
        Map<Element, Element> replacements,
        Protostructure proposed,
        Optional<String> failure,
        Optional<String> sameAs,
        Optional<Found> found) {
    private static final String ERROR = "error";
    private static final String SAME_AS = "same_as";

    /**
     * A relaxed crystal.
     *
     * @param crystal in the space group that it has after the relaxation
     * @param energyEvPerAtom after the relaxation, by the potential
     * @param formationEnergyEvPerAtom after the relaxation, from the elements
     * @param initialEnergyEvPerAtom before the relaxation
     * @param steps number of steps of the relaxation
     */
    public record Found(
            Crystal crystal,
            double energyEvPerAtom,
            double formationEnergyEvPerAtom,
            double initialEnergyEvPerAtom,
            int steps) {}

    /** @throws IllegalArgumentException unless exactly one thing became of the proposal */
    public Attempt {
        long ends =
                Stream.of(failure, sameAs, found).filter(Optional::isPresent).count();
        if (ends != 1) {
            throw new IllegalArgumentException("proposal " + number
                    + " must have failed, been known or been found, and one of" + " these alone");
        }
        Map<Element, Element> sorted = new EnumMap<>(Element.class);
        sorted.putAll(replacements);
        replacements = Collections.unmodifiableMap(sorted);
    }

    /** Writes the attempt as a JSON object. */
    ObjectNode toJson() {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("number", number).put("parent", parent).put("change", change.word());
        ObjectNode exchanged = line.putObject("replacements");
        replacements.forEach(
                (old, replacement) -> exchanged.put(old.symbol(), replacement.symbol()));
        line.put("proposed", proposed.text());
        failure.ifPresent(reason -> line.put(ERROR, reason));
        sameAs.ifPresent(name -> line.put(SAME_AS, name));
        found.ifPresent(result -> {
            line.setAll(CrystalJson.write(result.crystal));
            line.put("formula", result.crystal.composition().reducedFormula())
                    .put("energy_ev_per_atom", result.energyEvPerAtom)
                    .put("formation_energy_ev_per_atom", result.formationEnergyEvPerAtom)
                    .put("initial_energy_ev_per_atom", result.initialEnergyEvPerAtom)
                    .put("steps", result.steps);
        });
        return line;
    }

    /**
     * Reads an attempt.
     *
     * @throws IllegalArgumentException for an object that is none
     */
    static Attempt fromJson(JsonNode line) {
        for (String field : new String[] {"number", "parent", "change", "proposed"}) {
            if (!line.hasNonNull(field)) {
                throw new IllegalArgumentException("an attempt has no \"" + field + "\"");
            }
        }
        Map<Element, Element> replacements = new EnumMap<>(Element.class);
        line.path("replacements")
                .properties()
                .forEach(entry -> replacements.put(
                        Element.of(entry.getKey()), Element.of(entry.getValue().asText())));
        Optional<String> failure = text(line, ERROR);
        Optional<String> sameAs = text(line, SAME_AS);
        return new Attempt(
                line.get("number").longValue(),
                line.get("parent").textValue(),
                Change.of(line.get("change").asText()),
                replacements,
                new Protostructure(line.get("proposed").textValue()),
                failure,
                sameAs,
                failure.isPresent() || sameAs.isPresent()
                        ? Optional.empty()
                        : Optional.of(found(line)));
    }

    private static Found found(JsonNode line) {
        return new Found(
                CrystalJson.readCrystal(line),
                number(line, "energy_ev_per_atom"),
                number(line, "formation_energy_ev_per_atom"),
                number(line, "initial_energy_ev_per_atom"),
                (int) number(line, "steps"));
    }

    private static double number(JsonNode line, String field) {
        if (!line.path(field).isNumber()) {
            throw new IllegalArgumentException("an attempt has no number \"" + field + "\"");
        }
        return line.get(field).doubleValue();
    }

    private static Optional<String> text(JsonNode line, String field) {
        return Optional.ofNullable(line.path(field).textValue());
    }
}

package io.nucleate.schemas.discovery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.RelaxationSummary;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SubstitutionRecord;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields that a file has for each discovery: columns of a table, fields of a crystal line, or
 * {@code key=value} where a structure format has room for them.
 */
public final class DiscoveryFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A text has fewer digits than a crystal line: what a potential gives is a float. */
    private static final int DECIMALS = 6;

    /** @param value null where it is not known */
    private record Field(String name, Function<Discovery, Object> value) {}

    private static final List<Field> FIELDS = List.of(
            new Field("id", Discovery::id),
            scored("formula", Scored::getFormula),
            new Field("space_group", one -> one.crystal().spaceGroup().number()),
            new Field("space_group_symbol", one -> one.crystal().spaceGroup().symbol()),
            new Field("protostructure", one -> one.protostructure().text()),
            scored("energy_above_hull_ev_per_atom", Scored::getEnergyAboveHullEvPerAtom),
            scored("formation_energy_ev_per_atom", Scored::getFormationEnergyEvPerAtom),
            scored("energy_ev_per_atom", Scored::getEnergyEvPerAtom),
            new Field("novelty", DiscoveryFields::novelty),
            new Field("known_material", DiscoveryFields::knownMaterial),
            compared(
                    "known_formation_energy_ev_per_atom",
                    novelty -> value(novelty.materialFormationEnergyEvPerAtom())),
            new Field("above_known_ev_per_atom", one -> value(DiscoveryFields.aboveKnown(one))),
            compared(
                    "reference_formation_energy_ev_per_atom",
                    novelty -> value(novelty.referenceFormationEnergyEvPerAtom())),
            scored("reference_phases", Scored::getReferencePhases),
            scored("decomposition", scored -> new TreeMap<>(scored.getDecomposition())),
            scored("reward", Scored::getReward),
            scored("reward_name", Scored::getRewardName),
            scored("reward_terms", scored -> new TreeMap<>(scored.getRewardTerms())),
            scored("gates", Scored::getGates),
            judged("judge_energy_ev_per_atom", JudgementRecord::getEnergyEvPerAtom),
            judged(
                    "judge_energy_above_hull_ev_per_atom",
                    JudgementRecord::getEnergyAboveHullEvPerAtom),
            judged("judge_potential", JudgementRecord::getPotential),
            scored("relaxed", scored -> scored.getRelaxation() != null),
            relaxed("converged", RelaxationSummary::getConverged),
            relaxed("steps", RelaxationSummary::getSteps),
            relaxed("force_max_ev_per_angstrom", RelaxationSummary::getForceMaxEvPerAngstrom),
            relaxed("stress_max_gpa", RelaxationSummary::getStressMaxGpa),
            scored("band_gap_ev", Scored::getBandGapEv),
            scored("band_gap_uncertainty_ev", Scored::getBandGapUncertaintyEv),
            scored("dielectric_electronic", Scored::getDielectricElectronic),
            scored("dielectric_electronic_uncertainty", Scored::getDielectricElectronicUncertainty),
            scored("potential", Scored::getPotential),
            scored("hull_reference", Scored::getHullReference),
            scored("source", DiscoveryFields::source),
            substituted("parent", SubstitutionRecord::getParent),
            substituted("change", SubstitutionRecord::getChange),
            substituted("replacements", how -> new TreeMap<>(how.getReplacements())),
            scored("policy_version", scored -> scored.getCandidate().getPolicyVersion()),
            scored("sampled_at", scored -> scored.getCandidate().getSampledAt().toString()),
            scored("scored_at", scored -> scored.getScoredAt().toString()));

    private DiscoveryFields() {}

    private static Field scored(String name, Function<Scored, Object> value) {
        return new Field(name, one -> value.apply(one.scored()));
    }

    private static Field judged(String name, Function<JudgementRecord, Object> value) {
        return scored(
                name,
                scored ->
                        scored.getJudgement() == null ? null : value.apply(scored.getJudgement()));
    }

    private static Field relaxed(String name, Function<RelaxationSummary, Object> value) {
        return scored(
                name,
                scored -> scored.getRelaxation() == null
                        ? null
                        : value.apply(scored.getRelaxation()));
    }

    private static Field substituted(String name, Function<SubstitutionRecord, Object> value) {
        return scored(
                name,
                scored -> scored.getCandidate().getSubstitution() == null
                        ? null
                        : value.apply(scored.getCandidate().getSubstitution()));
    }

    private static Field compared(String name, Function<Novelty, Object> value) {
        return new Field(name, one -> one.novelty().map(value).orElse(null));
    }

    private static String source(Scored scored) {
        return scored.getCandidate().getSubstitution() == null ? "policy" : "substitution";
    }

    /** Whether a structure that is not known has a known composition, only a comparison tells. */
    private static String novelty(Discovery one) {
        return one.novelty()
                .map(Novelty::status)
                .or(() -> Optional.ofNullable(one.scored().getKnownMaterial())
                        .map(material -> Novelty.Status.KNOWN))
                .map(Novelty.Status::toString)
                .orElse(null);
    }

    private static String knownMaterial(Discovery one) {
        return one.novelty()
                .flatMap(Novelty::material)
                .or(() -> Optional.ofNullable(one.scored().getKnownMaterial()))
                .orElse(null);
    }

    private static Double value(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }

    /**
     * Computed formation energy minus that of the known material, in eV/atom; empty where no
     * material is known. For one that is the same it is the error of the potential, and of the
     * geometry where that is not relaxed.
     */
    public static OptionalDouble aboveKnown(Discovery discovery) {
        OptionalDouble known = discovery
                .novelty()
                .map(Novelty::materialFormationEnergyEvPerAtom)
                .orElse(OptionalDouble.empty());
        Double computed = discovery.scored().getFormationEnergyEvPerAtom();
        return known.isPresent() && computed != null
                ? OptionalDouble.of(computed - known.getAsDouble())
                : OptionalDouble.empty();
    }

    /** A crystal line with the fields that are known. */
    public static String crystalLine(Discovery discovery) {
        ObjectNode line = CrystalJson.write(discovery.crystal());
        for (Field field : FIELDS) {
            Object value = field.value().apply(discovery);
            if (value != null) {
                line.set(field.name(), JSON.valueToTree(value));
            }
        }
        return line + "\n";
    }

    /** The fields that are known, as texts. */
    public static Map<String, String> texts(Discovery discovery) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Field field : FIELDS) {
            String text = text(field.value().apply(discovery));
            if (!text.isEmpty()) {
                texts.put(field.name(), text);
            }
        }
        return texts;
    }

    /** The first line of a table. */
    public static String csvHeader() {
        return FIELDS.stream().map(Field::name).collect(Collectors.joining(",")) + "\n";
    }

    /** A line of a table; what is not known is empty. */
    public static String csvLine(Discovery discovery) {
        return FIELDS.stream()
                        .map(field -> quoted(text(field.value().apply(discovery))))
                        .collect(Collectors.joining(","))
                + "\n";
    }

    /** Puts a cell in quotes where it needs them, by RFC 4180. */
    private static String quoted(String text) {
        return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String text(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Double number) {
            return decimal(number);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + ":" + text(entry.getValue()))
                    .collect(Collectors.joining(" "));
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(DiscoveryFields::text).collect(Collectors.joining(" "));
        }
        return value.toString();
    }

    private static String decimal(double number) {
        return Double.isFinite(number)
                ? BigDecimal.valueOf(number)
                        .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros()
                        .toPlainString()
                : Double.toString(number);
    }
}

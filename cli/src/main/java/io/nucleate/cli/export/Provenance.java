package io.nucleate.cli.export;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Metastability;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.discovery.Discovery;
import io.nucleate.schemas.discovery.DiscoveryFields;
import io.nucleate.schemas.discovery.ExportFormat;
import io.nucleate.schemas.discovery.Novelty;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The manifest beside an export: everything that its files rest on, in JSON with names in snake
 * case. It leaves out whatever a run does not record.
 *
 * @param codeVersion of the program that exported
 * @param exportedAt ISO 8601
 * @param licences sentences on source, licence and attribution of what the numbers were made with
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Provenance(
        String codeVersion,
        String exportedAt,
        Run run,
        Optional<Policy> policy,
        Optional<Discoveries> discoveries,
        List<String> licences) {
    /** Rounding of formation energies on their way through a record, and no more. */
    private static final double SAME_ENERGY_EV_PER_ATOM = 1e-9;

    /**
     * The run, as its record says; releases before 0.3 wrote none.
     *
     * @param source directory or address that was read
     * @param settings all of them, by name
     * @param startWeightsSha256 of version 0 of the policy
     * @param startedBy version of the code that started it
     * @param startedAt ISO 8601
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Run(
            String id,
            OptionalLong seed,
            String source,
            Map<String, String> settings,
            Optional<String> startWeightsSha256,
            Optional<String> startedBy,
            Optional<String> startedAt) {

        /** @param seed known to the run's data directory, where there is no record */
        public static Run of(
                String id,
                OptionalLong seed,
                String source,
                Optional<io.nucleate.schemas.Run> record) {
            return new Run(
                    id,
                    record.map(run -> OptionalLong.of(run.getSeed())).orElse(seed),
                    source,
                    record.map(RunSettings::values).orElse(Map.of()),
                    record.map(io.nucleate.schemas.Run::getStartWeightsSha256),
                    record.map(io.nucleate.schemas.Run::getCodeVersion),
                    record.map(run -> run.getCreatedAt().toString()));
        }
    }

    /** @param source topic or file that it was taken from */
    public record Policy(String file, int version, String sha256, String source) {}

    /**
     * @param read different scored candidates of the run
     * @param unreadable records that are no scores of any release
     * @param leftOut how many by the first filter that left them out
     * @param passed how many passed all filters, repeats of a protostructure included
     * @param exported how many were written, each protostructure once
     * @param cut whether some passed, but were not among the best that were asked for
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Discoveries(
            String file,
            String format,
            long read,
            long unreadable,
            Map<String, Long> leftOut,
            long passed,
            int exported,
            boolean cut,
            Selection selection,
            Known known,
            Protocol protocol) {}

    /** The filters as they were asked for, and what came first. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Selection(
            OptionalDouble energyAboveHullMaxEvPerAtom,
            OptionalDouble rewardMin,
            Optional<String> formula,
            List<String> elements,
            OptionalDouble judgeBelowEvPerAtom,
            boolean novelOnly,
            boolean guarded,
            String sort,
            int max) {

        /** Says what was asked for. */
        public static Selection of(DiscoveryFilter filter, DiscoveryOrder order, int max) {
            return new Selection(
                    filter.energyAboveHullMaxEvPerAtom(),
                    filter.rewardMin(),
                    filter.formula(),
                    filter.elements().stream()
                            .map(element -> element.symbol())
                            .sorted()
                            .toList(),
                    filter.judgeBelowEvPerAtom(),
                    filter.novelOnly(),
                    filter.guarded(),
                    order.toString(),
                    max);
        }
    }

    /**
     * @param counts how many of the exported crystals by novelty
     * @param countsNearHull the same of those near the hull, see {@link Metastability}
     * @param aboveKnownMedianEvPerAtom median over the known ones of computed minus known formation
     *     energy: what the potential, and the geometry where it is not relaxed, are off where that
     *     can be checked
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Known(
            String protocol,
            int materials,
            String hullReference,
            Map<String, Long> counts,
            Map<String, Long> countsNearHull,
            OptionalDouble aboveKnownMedianEvPerAtom) {}

    /**
     * How the exported crystals' numbers were made; several values where the run changed.
     *
     * @param elementalReferences those that lead from every energy to its formation energy; none
     *     where the run had its own
     * @param relaxed how many were relaxed before their energy was computed
     * @param policyVersionFirst least version of the policy that sampled one of them
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Protocol(
            List<String> potentials,
            List<String> hullReferences,
            List<String> elementalReferences,
            List<String> rewards,
            List<String> judges,
            long relaxed,
            Optional<Integer> policyVersionFirst,
            Optional<Integer> policyVersionLast,
            Optional<String> scoredFirst,
            Optional<String> scoredLast) {

        static Protocol of(List<Discovery> discoveries) {
            List<Scored> scored = discoveries.stream().map(Discovery::scored).toList();
            return new Protocol(
                    distinct(scored, Scored::getPotential),
                    distinct(scored, Scored::getHullReference),
                    elementalReferences(scored),
                    distinct(scored, Scored::getRewardName),
                    distinct(
                            scored.stream().map(Scored::getJudgement).toList(),
                            JudgementRecord::getPotential),
                    scored.stream().filter(one -> one.getRelaxation() != null).count(),
                    versions(scored).min(Integer::compare),
                    versions(scored).max(Integer::compare),
                    times(scored).min(String::compareTo),
                    times(scored).max(String::compareTo));
        }

        private static <T> List<String> distinct(List<T> records, Function<T, String> value) {
            return records.stream()
                    .filter(Objects::nonNull)
                    .map(value)
                    .distinct()
                    .sorted()
                    .toList();
        }

        private static Stream<Integer> versions(List<Scored> scored) {
            return scored.stream().map(one -> one.getCandidate().getPolicyVersion());
        }

        private static Stream<String> times(List<Scored> scored) {
            return scored.stream().map(one -> one.getScoredAt().toString());
        }

        /** A run does not record them, but energy and formation energy tell. */
        private static List<String> elementalReferences(List<Scored> scored) {
            return scored.isEmpty()
                    ? List.of()
                    : ElementalReferences.SHIPPED.stream()
                            .filter(name -> {
                                ElementalReferences references = ElementalReferences.named(name);
                                return scored.stream().allMatch(one -> agree(references, one));
                            })
                            .toList();
        }

        private static boolean agree(ElementalReferences references, Scored scored) {
            Composition composition = Composition.parse(scored.getFormula());
            if (!composition.elements().stream().allMatch(references::knows)
                    || scored.getEnergyEvPerAtom() == null
                    || scored.getFormationEnergyEvPerAtom() == null) {
                return false;
            }
            double formation =
                    references.formationEnergyEvPerAtom(composition, scored.getEnergyEvPerAtom());
            return Math.abs(formation - scored.getFormationEnergyEvPerAtom())
                    < SAME_ENERGY_EV_PER_ATOM;
        }
    }

    /**
     * Describes exported discoveries.
     *
     * @param unreadable see {@link Discoveries}
     */
    public static Discoveries discoveries(
            String file,
            ExportFormat format,
            DiscoverySelection selection,
            List<Discovery> exported,
            long unreadable,
            Selection asked,
            NoveltyCheck check) {
        Map<String, Long> leftOut = new TreeMap<>();
        selection.leftOut().forEach((reason, count) -> leftOut.put(reason.toString(), count));
        return new Discoveries(
                file,
                format.toString(),
                selection.read(),
                unreadable,
                leftOut,
                selection.passed(),
                exported.size(),
                selection.isCut(),
                asked,
                known(exported, check),
                Protocol.of(exported));
    }

    private static Known known(List<Discovery> exported, NoveltyCheck check) {
        return new Known(
                check.index().protocol() + "; else by composition, there and in the hull reference",
                check.index().size(),
                check.reference().identity(),
                counts(exported.stream()),
                counts(exported.stream()
                        .filter(one -> Metastability.isWithin(
                                one.scored().getEnergyAboveHullEvPerAtom()))),
                median(exported.stream()
                        .filter(one -> one.novelty().map(Novelty::status).stream()
                                .anyMatch(Novelty.Status.KNOWN::equals))
                        .map(DiscoveryFields::aboveKnown)
                        .flatMapToDouble(OptionalDouble::stream)
                        .sorted()
                        .toArray()));
    }

    private static Map<String, Long> counts(Stream<Discovery> discoveries) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Novelty.Status status : Novelty.Status.values()) {
            counts.put(status.toString(), 0L);
        }
        discoveries
                .flatMap(one -> one.novelty().stream())
                .forEach(novelty -> counts.merge(novelty.status().toString(), 1L, Long::sum));
        return counts;
    }

    private static OptionalDouble median(double[] sorted) {
        int n = sorted.length;
        return n == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((sorted[(n - 1) / 2] + sorted[n / 2]) / 2);
    }
}

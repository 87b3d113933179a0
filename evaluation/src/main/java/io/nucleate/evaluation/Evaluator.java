package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Evaluates a set of generated crystals: compares them with known materials and, if there is an
 * energy calculator, with the convex hull. Works on all processors; the result does not depend on
 * their number, but for the rounding of energies.
 */
public final class Evaluator {
    /** Edges of histograms, in the unit of the quantity. */
    private static final double[] ABOVE_HULL_EV_PER_ATOM = {-0.1, 0, 0.03, 0.1, 0.3, 1, 3, 10};

    private static final double[] DENSITY_GRAM_PER_CM3 = Histogram.edges(1, 1, 25);
    private static final double[] FORMATION_EV_PER_ATOM = Histogram.edges(-4, 0.25, 33);
    private static final double[] ELEMENTS = Histogram.edges(2, 1, 7);
    private static final double[] ATOMS = Histogram.edges(2, 2, 26);

    private final Rules rules;
    private final StructureMatcher matcher;
    private final KnownMaterials known;
    private final MaterialDistributions reference;

    /**
     * @param rules by which crystals are judged
     * @param known materials that are not novel
     * @param reference distributions to compare with
     */
    public Evaluator(Rules rules, KnownMaterials known, MaterialDistributions reference) {
        this.rules = rules;
        this.matcher = new StructureMatcher(rules.tolerances());
        this.known = known;
        this.reference = reference;
    }

    /** Receives the progress of the computation of energies. */
    public interface EnergyListener {
        /**
         * Receives the number of energies that are done.
         *
         * @param energies number of energies that were computed
         * @param all number of energies to compute
         */
        void computed(int energies, int all);

        /** Receives a material that has no energy, and the reason. */
        default void failed(Material material, String reason) {}
    }

    /** Evaluates generated materials without energies, so without stability. */
    public Evaluation evaluate(List<Material> generated) {
        return evaluate(generated, criteria(generated), Optional.empty());
    }

    /**
     * Evaluates generated materials. Their validity is that of the materials as they are; if they
     * are relaxed, everything else is that of the relaxed materials. One that cannot be relaxed is
     * not metastable, and is compared with others as it is.
     *
     * @param calculator computes the energy of each structurally valid material, or of each valid
     *     one if the rules remove the others; no potential is valid for overlapping atoms
     * @param judge second potential, which is asked about what is metastable
     * @param method whether to relax
     */
    public Evaluation evaluate(
            List<Material> generated,
            EnergyCalculator calculator,
            Optional<Judge> judge,
            EnergyMethod method,
            EnergyListener listener) {
        List<Criteria> criteria = criteria(generated);
        boolean[] chosen = new boolean[generated.size()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = rules.removesInvalid()
                    ? criteria.get(i).isValid()
                    : criteria.get(i).isStructurallyValid();
        }
        Energies energies = Energies.of(generated, chosen, calculator, judge, method, listener);
        return evaluate(relaxed(generated, energies), criteria, Optional.of(energies));
    }

    private List<Criteria> criteria(List<Material> materials) {
        return materials.parallelStream().map(rules::criteria).toList();
    }

    /** Puts the relaxed materials in the places of those that could be relaxed. */
    private static List<Material> relaxed(List<Material> materials, Energies energies) {
        return IntStream.range(0, materials.size())
                .mapToObj(i -> energies.of(i)
                        .flatMap(Energetics::relaxed)
                        .map(relaxed -> new Material(
                                materials.get(i).name(),
                                relaxed.crystal().or(() -> materials.get(i).crystal()),
                                relaxed.structure(),
                                materials.get(i).properties()))
                        .orElse(materials.get(i)))
                .toList();
    }

    private Evaluation evaluate(
            List<Material> materials, List<Criteria> criteria, Optional<Energies> energies) {
        List<CrystalVerdict> verdicts =
                new Verdicts(rules, matcher, known, materials, criteria).give(energies);
        int crystals = materials.size();
        List<Integer> valid = IntStream.range(0, crystals)
                .filter(i -> criteria.get(i).isValid())
                .boxed()
                .toList();
        List<Material> validMaterials = valid.stream().map(materials::get).toList();
        return new Evaluation(
                crystals,
                new Evaluation.Protocol(
                        rules.name(),
                        matcher.tolerances(),
                        rules.shortestDistanceAngstrom(),
                        rules.oxidationStates(),
                        rules.removesInvalid(),
                        known.size(),
                        known.protocol(),
                        reference.source()),
                new Evaluation.Validity(
                        share(verdicts, CrystalVerdict::structurallyValid),
                        share(verdicts, CrystalVerdict::compositionallyValid),
                        share(verdicts, CrystalVerdict::isValid),
                        criteriaMet(verdicts)),
                share(verdicts, CrystalVerdict::unique),
                new Evaluation.Novelty(
                        share(verdicts, Evaluator::isNovel),
                        share(verdicts, CrystalVerdict::uniqueAndNovel),
                        share(
                                verdicts,
                                verdict -> verdict.kind().isPresent()
                                        && verdict.novel().isEmpty())),
                energies.map(results -> stability(results, verdicts)),
                rules.removesInvalid()
                        ? Optional.of(ofValid(verdicts, energies.isPresent()))
                        : Optional.empty(),
                distributions(
                        validMaterials, energies.map(results -> formationEnergies(results, valid))),
                coverage(validMaterials, crystals),
                Strata.of(verdicts, energies.isPresent()),
                verdicts);
    }

    private static boolean isNovel(CrystalVerdict verdict) {
        return verdict.novel().orElse(false);
    }

    private static Share share(List<CrystalVerdict> verdicts, Predicate<CrystalVerdict> counts) {
        return Share.of(verdicts.stream().filter(counts).count(), verdicts.size());
    }

    private static Map<String, Share> criteriaMet(List<CrystalVerdict> verdicts) {
        Map<String, Share> met = new LinkedHashMap<>();
        verdicts.stream()
                .flatMap(verdict -> verdict.criteria().keySet().stream())
                .distinct()
                .forEach(name -> met.put(
                        name, share(verdicts, verdict -> verdict.criteria().get(name))));
        return met;
    }

    private static Evaluation.OfValid ofValid(List<CrystalVerdict> all, boolean withEnergies) {
        List<CrystalVerdict> valid =
                all.stream().filter(CrystalVerdict::isValid).toList();
        Function<Predicate<CrystalVerdict>, Optional<Share>> ofEnergies =
                counts -> withEnergies ? Optional.of(share(valid, counts)) : Optional.empty();
        return new Evaluation.OfValid(
                valid.size(),
                share(valid, CrystalVerdict::unique),
                share(valid, Evaluator::isNovel),
                share(valid, CrystalVerdict::uniqueAndNovel),
                ofEnergies.apply(CrystalVerdict::stable),
                ofEnergies.apply(CrystalVerdict::metastable),
                ofEnergies.apply(CrystalVerdict::sun),
                ofEnergies.apply(CrystalVerdict::msun));
    }

    private static Evaluation.Stability stability(
            Energies energies, List<CrystalVerdict> verdicts) {
        double[] aboveHullEvPerAtom = verdicts.stream()
                .flatMap(verdict -> verdict.energy().stream())
                .mapToDouble(CrystalVerdict.Energy::energyAboveHullEvPerAtom)
                .toArray();
        return new Evaluation.Stability(
                energies.potential(),
                energies.elementalReferences(),
                energies.hullReference(),
                energies.relaxed(),
                Share.of(aboveHullEvPerAtom.length, verdicts.size()),
                quartiles(aboveHullEvPerAtom),
                Histogram.of(aboveHullEvPerAtom, ABOVE_HULL_EV_PER_ATOM),
                share(verdicts, verdict -> verdict.energy()
                        .map(CrystalVerdict.Energy::sparseHull)
                        .orElse(false)),
                share(verdicts, CrystalVerdict::stable),
                share(verdicts, CrystalVerdict::metastable),
                share(verdicts, CrystalVerdict::sun),
                share(verdicts, CrystalVerdict::msun),
                energies.judge().map(judge -> confirmation(judge, verdicts)),
                energies.warningCounts());
    }

    private static Evaluation.Confirmation confirmation(
            String judge, List<CrystalVerdict> verdicts) {
        double[] differencesEvPerAtom = verdicts.stream()
                .filter(CrystalVerdict::metastable)
                .flatMap(verdict -> verdict.energy().stream())
                .flatMap(energy -> energy
                        .judgedAboveHullEvPerAtom()
                        .map(judged -> judged - energy.energyAboveHullEvPerAtom())
                        .stream())
                .mapToDouble(difference -> difference)
                .toArray();
        OptionalDouble mean = Arrays.stream(differencesEvPerAtom).average();
        return new Evaluation.Confirmation(
                judge,
                Share.of(differencesEvPerAtom.length, verdicts.size()),
                share(verdicts, CrystalVerdict::confirmed),
                share(verdicts, CrystalVerdict::confirmedMsun),
                mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty());
    }

    private static Optional<Evaluation.Quartiles> quartiles(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? Optional.empty()
                : Optional.of(new Evaluation.Quartiles(
                        sorted[(sorted.length - 1) / 4],
                        sorted[(sorted.length - 1) / 2],
                        sorted[3 * (sorted.length - 1) / 4]));
    }

    private static double[] formationEnergies(Energies energies, List<Integer> valid) {
        return valid.stream()
                .flatMap(index -> energies.of(index).stream())
                .mapToDouble(Energetics::formationEnergyEvPerAtom)
                .toArray();
    }

    private Evaluation.ComparedDistributions distributions(
            List<Material> valid, Optional<double[]> formationEnergies) {
        MaterialDistributions generated =
                MaterialDistributions.withoutFingerprints("generated", valid);
        return new Evaluation.ComparedDistributions(
                valid.size(),
                distribution(
                        generated.densitiesGramPerCm3(),
                        reference.densitiesGramPerCm3(),
                        DENSITY_GRAM_PER_CM3),
                formationEnergies.map(energies -> distribution(
                        energies, reference.formationEnergiesEvPerAtom(), FORMATION_EV_PER_ATOM)),
                distribution(generated.elementCounts(), reference.elementCounts(), ELEMENTS),
                distribution(generated.atomCounts(), reference.atomCounts(), ATOMS),
                new Evaluation.SpaceGroups(
                        generated.spaceGroups().isEmpty()
                                        || reference.spaceGroups().isEmpty()
                                ? Optional.empty()
                                : Optional.of(Distances.totalVariation(
                                        generated.spaceGroups(), reference.spaceGroups())),
                        generated.spaceGroups(),
                        reference.spaceGroups()));
    }

    private static Evaluation.ComparedDistribution distribution(
            double[] generated, double[] reference, double[] edges) {
        return new Evaluation.ComparedDistribution(
                generated.length == 0 || reference.length == 0
                        ? Optional.empty()
                        : Optional.of(Distances.wasserstein(generated, reference)),
                Histogram.of(generated, edges),
                Histogram.of(reference, edges));
    }

    /** Computes the coverage. A crystal that is not valid counts, but covers nothing. */
    private Optional<Coverage> coverage(List<Material> valid, int crystals) {
        if (valid.isEmpty() || reference.fingerprints().size() < 2) {
            return Optional.empty();
        }
        List<double[]> fingerprints = valid.parallelStream()
                .map(material -> Fingerprint.of(material.structure()))
                .toList();
        return Optional.of(Coverage.of(fingerprints, crystals, reference.fingerprints()));
    }
}

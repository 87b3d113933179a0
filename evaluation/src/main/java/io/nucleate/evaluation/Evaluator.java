package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.Metastability;
import io.nucleate.crystal.OxidationStates;
import io.nucleate.crystal.matching.PreparedStructure;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.hull.HullGuards;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Evaluates a set of generated crystals: compares them with known materials and, if there is an
 * energy calculator, with the convex hull. Works on all processors; the result does not depend on
 * their number.
 */
public final class Evaluator {
    /** Edges of histograms, in the unit of the quantity. */
    private static final double[] ABOVE_HULL_EV_PER_ATOM = {-0.1, 0, 0.03, 0.1, 0.3, 1, 3, 10};

    private static final double[] DENSITY_GRAM_PER_CM3 = Histogram.edges(1, 1, 25);
    private static final double[] FORMATION_EV_PER_ATOM = Histogram.edges(-4, 0.25, 33);
    private static final double[] ELEMENTS = Histogram.edges(2, 1, 7);
    private static final double[] ATOMS = Histogram.edges(2, 2, 26);

    private final StructureMatcher matcher;
    private final KnownMaterials known;
    private final MaterialDistributions reference;

    /**
     * @param matcher tells which crystals are the same
     * @param known materials that are not novel
     * @param reference distributions to compare with
     */
    public Evaluator(
            StructureMatcher matcher, KnownMaterials known, MaterialDistributions reference) {
        this.matcher = matcher;
        this.known = known;
        this.reference = reference;
    }

    /** Tells for each material whether it is structurally valid. */
    private static boolean[] structurallyValid(List<Material> materials) {
        boolean[] valid = new boolean[materials.size()];
        IntStream.range(0, valid.length)
                .parallel()
                .forEach(i ->
                        valid[i] = StructuralValidity.holds(materials.get(i).structure()));
        return valid;
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
        return evaluate(generated, Optional.empty(), (energies, all) -> {});
    }

    /**
     * Evaluates generated materials.
     *
     * @param calculator computes the energy of each structurally valid material, without
     *     relaxation; no potential is valid for overlapping atoms, so the others have no energy
     */
    public Evaluation evaluate(
            List<Material> generated, EnergyCalculator calculator, EnergyListener listener) {
        return evaluate(generated, Optional.of(calculator), listener);
    }

    private Evaluation evaluate(
            List<Material> generated,
            Optional<EnergyCalculator> calculator,
            EnergyListener listener) {
        int crystals = generated.size();
        boolean[] structural = structurallyValid(generated);
        Optional<Energies> energies =
                calculator.map(one -> Energies.of(generated, structural, one, listener));
        boolean[] compositional = new boolean[crystals];
        IntStream.range(0, crystals)
                .parallel()
                .forEach(i -> compositional[i] =
                        CompositionalValidity.holds(generated.get(i).structure().composition()));
        List<PreparedStructure> prepared = generated.parallelStream()
                .map(material -> PreparedStructure.of(material.structure()))
                .toList();
        int[] kinds = kinds(prepared);
        boolean[] novel = new boolean[crystals];
        IntStream.range(0, crystals)
                .parallel()
                .forEach(i -> novel[i] = known.canTell(generated.get(i))
                        && known.find(generated.get(i), prepared.get(i)).isEmpty());
        List<Integer> valid = IntStream.range(0, crystals)
                .filter(i -> structural[i] && compositional[i])
                .boxed()
                .toList();
        List<Material> validMaterials = valid.stream().map(generated::get).toList();
        return new Evaluation(
                crystals,
                new Evaluation.Protocol(
                        matcher.tolerances(),
                        StructuralValidity.DISTANCE_MIN_ANGSTROM,
                        OxidationStates.NAME,
                        known.size(),
                        known.protocol(),
                        reference.source()),
                new Evaluation.Validity(
                        share(crystals, i -> structural[i]),
                        share(crystals, i -> compositional[i]),
                        Share.of(valid.size(), crystals)),
                kindsAmong(kinds, i -> true),
                new Evaluation.Novelty(
                        share(crystals, i -> novel[i]),
                        kindsAmong(kinds, i -> novel[i]),
                        share(crystals, i -> !known.canTell(generated.get(i)))),
                energies.map(results -> stability(results, kinds, novel)),
                distributions(
                        validMaterials, energies.map(results -> formationEnergies(results, valid))),
                coverage(validMaterials, crystals));
    }

    /** Returns for each material the number of its kind, which is the place of the first member. */
    private int[] kinds(List<PreparedStructure> prepared) {
        Map<String, List<Integer>> byFormula = new HashMap<>();
        for (int i = 0; i < prepared.size(); i++) {
            byFormula
                    .computeIfAbsent(prepared.get(i).formula(), formula -> new ArrayList<>())
                    .add(i);
        }
        int[] kinds = new int[prepared.size()];
        byFormula.values().parallelStream().forEach(indices -> {
            for (int position = 0; position < indices.size(); position++) {
                int index = indices.get(position);
                kinds[index] = indices.subList(0, position).stream()
                        .filter(earlier -> kinds[earlier] == earlier
                                && matcher.matches(prepared.get(earlier), prepared.get(index)))
                        .findFirst()
                        .orElse(index);
            }
        });
        return kinds;
    }

    private static Share share(int crystals, IntPredicate counts) {
        return Share.of(IntStream.range(0, crystals).filter(counts).count(), crystals);
    }

    /** Counts the kinds that have a member that counts. */
    private static Share kindsAmong(int[] kinds, IntPredicate counts) {
        long among = IntStream.range(0, kinds.length)
                .filter(counts)
                .map(i -> kinds[i])
                .distinct()
                .count();
        return Share.of(among, kinds.length);
    }

    private static Evaluation.Stability stability(Energies energies, int[] kinds, boolean[] novel) {
        double[] aboveHullEvPerAtom = new double[kinds.length];
        boolean[] sparse = new boolean[kinds.length];
        for (int i = 0; i < aboveHullEvPerAtom.length; i++) {
            Optional<Energetics> energetics = energies.each().get(i);
            aboveHullEvPerAtom[i] =
                    energetics.map(Energetics::energyAboveHullEvPerAtom).orElse(Double.NaN);
            sparse[i] = energetics.map(Evaluator::isSparseHull).orElse(false);
        }
        double[] evaluated =
                Arrays.stream(aboveHullEvPerAtom).filter(Double::isFinite).toArray();
        DoublePredicate stable = energy -> energy < 0;
        DoublePredicate metastable = Metastability::isWithin;
        return new Evaluation.Stability(
                energies.potential(),
                energies.elementalReferences(),
                energies.hullReference(),
                false,
                Share.of(evaluated.length, kinds.length),
                quartiles(evaluated),
                Histogram.of(evaluated, ABOVE_HULL_EV_PER_ATOM),
                share(kinds.length, i -> sparse[i]),
                share(kinds.length, i -> stable.test(aboveHullEvPerAtom[i])),
                share(kinds.length, i -> metastable.test(aboveHullEvPerAtom[i])),
                kindsAmong(kinds, i -> novel[i] && stable.test(aboveHullEvPerAtom[i])),
                kindsAmong(kinds, i -> novel[i] && metastable.test(aboveHullEvPerAtom[i])),
                energies.warnings());
    }

    private static boolean isSparseHull(Energetics energetics) {
        return HullGuards.DEFAULT.isSparse(
                energetics.composition(), energetics.decomposition().knownPhases());
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
                .map(energies.each()::get)
                .flatMap(Optional::stream)
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

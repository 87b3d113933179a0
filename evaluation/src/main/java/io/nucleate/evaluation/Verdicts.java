package io.nucleate.evaluation;

import io.nucleate.crystal.Chemistry;
import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.PreparedStructure;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyWarnings;
import io.nucleate.energy.Judgement;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.relaxation.Relaxed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Gives the verdicts on a set of materials. */
final class Verdicts {
    /** Kind of a material that was removed, because it is not valid. */
    private static final int REMOVED = -1;

    private final Rules rules;
    private final StructureMatcher matcher;
    private final KnownMaterials known;
    private final List<Material> materials;
    private final List<Criteria> criteria;
    private final boolean[] kept;

    Verdicts(
            Rules rules,
            StructureMatcher matcher,
            KnownMaterials known,
            List<Material> materials,
            List<Criteria> criteria) {
        this.rules = rules;
        this.matcher = matcher;
        this.known = known;
        this.materials = materials;
        this.criteria = criteria;
        this.kept = new boolean[materials.size()];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = !rules.removesInvalid() || criteria.get(i).isValid();
        }
    }

    /** Returns one verdict for each material, in their order. */
    List<CrystalVerdict> give(Optional<Energies> energies) {
        int count = materials.size();
        List<PreparedStructure> prepared = materials.parallelStream()
                .map(material -> PreparedStructure.of(material.structure()))
                .toList();
        int[] kinds = kinds(prepared);
        List<Optional<String>> names = IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> kept[i] && known.canTell(materials.get(i))
                        ? known.find(materials.get(i), prepared.get(i))
                        : Optional.<String>empty())
                .toList();
        boolean[] decided = new boolean[count];
        boolean[] novel = new boolean[count];
        boolean[] stable = new boolean[count];
        boolean[] metastable = new boolean[count];
        boolean[] confirmed = new boolean[count];
        for (int i = 0; i < count; i++) {
            decided[i] = kept[i] && known.canTell(materials.get(i));
            novel[i] = decided[i] && names.get(i).isEmpty();
            double aboveHullEvPerAtom = energy(energies, i)
                    .map(Energetics::energyAboveHullEvPerAtom)
                    .orElse(Double.NaN);
            stable[i] = rules.isStable(aboveHullEvPerAtom);
            metastable[i] = rules.isMetastable(aboveHullEvPerAtom);
            confirmed[i] = metastable[i]
                    && rules.isMetastable(energy(energies, i)
                            .flatMap(Energetics::judgement)
                            .map(Judgement::energyAboveHullEvPerAtom)
                            .orElse(Double.NaN));
        }
        boolean[] unique = firsts(kinds, i -> kept[i]);
        boolean[] uniqueAndNovel = firsts(kinds, i -> novel[i]);
        boolean[] sun = firsts(kinds, i -> novel[i] && stable[i]);
        IntPredicate countsAsMsun =
                i -> novel[i] && metastable[i] && !(rules.excludesStableFromMsun() && stable[i]);
        boolean[] msun = firsts(kinds, countsAsMsun);
        boolean[] confirmedMsun = firsts(kinds, countsAsMsun.and(i -> confirmed[i]));
        List<CrystalVerdict> verdicts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Material material = materials.get(i);
            Composition composition = material.structure().composition();
            Optional<Crystal> crystal = material.crystal();
            int index = i;
            verdicts.add(new CrystalVerdict(
                    i + 1,
                    material.name(),
                    composition.reducedFormula(),
                    crystal.map(found -> found.spaceGroup().number()),
                    crystal.map(found -> found.sites().size()),
                    composition.elements().size(),
                    material.primitiveAtomCount(),
                    Chemistry.of(composition),
                    criteria.get(i).isStructurallyValid(),
                    criteria.get(i).isCompositionallyValid(),
                    criteria.get(i).both(),
                    kept[i] ? Optional.of(kinds[i] + 1) : Optional.empty(),
                    unique[i],
                    decided[i] ? Optional.of(novel[i]) : Optional.empty(),
                    names.get(i),
                    uniqueAndNovel[i],
                    energy(energies, i).map(one -> energy(one, energies.get().warnings())),
                    energies.flatMap(all -> all.failure(index)),
                    stable[i],
                    metastable[i],
                    sun[i],
                    msun[i],
                    confirmed[i],
                    confirmedMsun[i]));
        }
        return verdicts;
    }

    private static Optional<Energetics> energy(Optional<Energies> energies, int index) {
        return energies.flatMap(all -> all.of(index));
    }

    private static CrystalVerdict.Energy energy(Energetics energetics, EnergyWarnings warnings) {
        int phases = energetics.decomposition().knownPhases();
        return new CrystalVerdict.Energy(
                energetics.energyAboveHullEvPerAtom(),
                energetics.formationEnergyEvPerAtom(),
                energetics.relaxed().map(Relaxed::converged),
                phases,
                HullGuards.DEFAULT.isSparse(energetics.composition(), phases),
                warnings.of(energetics),
                energetics.judgement().map(Judgement::energyAboveHullEvPerAtom));
    }

    /** Returns for each material the number of its kind, which is the place of the first member. */
    private int[] kinds(List<PreparedStructure> prepared) {
        Map<String, List<Integer>> byFormula = new HashMap<>();
        int[] kinds = new int[prepared.size()];
        Arrays.fill(kinds, REMOVED);
        for (int i = 0; i < kinds.length; i++) {
            if (kept[i]) {
                byFormula
                        .computeIfAbsent(prepared.get(i).formula(), formula -> new ArrayList<>())
                        .add(i);
            }
        }
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

    /** Marks the first material of each kind that counts, so that the marks count the kinds. */
    private static boolean[] firsts(int[] kinds, IntPredicate counts) {
        boolean[] firsts = new boolean[kinds.length];
        boolean[] seen = new boolean[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            if (counts.test(i) && !seen[kinds[i]]) {
                seen[kinds[i]] = true;
                firsts[i] = true;
            }
        }
        return firsts;
    }
}

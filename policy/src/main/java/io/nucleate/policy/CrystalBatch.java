package io.nucleate.policy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.CrystalSystem;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.policy.constraints.Walk;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Crystals with the same number of sites, as flat row-major arrays without padding. A crystal of n
 * sites has 5n + 1 tokens: W A X Y Z for each site (letter, element, three coordinates), and a
 * closing pad W.
 */
final class CrystalBatch {
    /**
     * Additive mask of what cannot be drawn. It is far below any logit and still finite in single
     * precision.
     */
    static final float FORBIDDEN = -1e10f;

    final int size;
    final int sites;
    /** Row of each crystal's space group in the embedding, number − 1. {@code [size]}. */
    final long[] groups;
    /** Letters, 0 for the closing pad. {@code [size, sites + 1]}. */
    final long[] letters;
    /** Multiplicity of each letter, 0 for the closing pad. {@code [size, sites + 1]}. */
    final float[] multiplicities;
    /** Atomic numbers. {@code [size, sites]}. */
    final long[] elements;
    /** Fractional coordinates. {@code [size, sites, 3]}. */
    final float[] coordinates;
    /** 1 where a coordinate counts in the likelihood. {@code [size, sites, 3]}. */
    final float[] coordinateCounts;
    /** Lattices as {@link LatticeEncoding} writes them. {@code [size, 6]}. */
    final float[] lattices;
    /** 1 where a lattice parameter is free. {@code [size, 6]}. */
    final float[] latticeCounts;
    /**
     * Masks of the letters at each letter token: 0 or {@link #FORBIDDEN}. {@code [size, sites + 1,
     * 28]}.
     */
    final float[] letterMasks;
    /**
     * Masks of the elements at each element token: 0 or {@link #FORBIDDEN}. {@code [size, sites,
     * 119]}, or empty where every element may stand.
     */
    final float[] elementMasks;

    private CrystalBatch(int size, int sites, boolean constrained) {
        this.size = size;
        this.sites = sites;
        groups = new long[size];
        letters = new long[size * (sites + 1)];
        multiplicities = new float[size * (sites + 1)];
        elements = new long[size * sites];
        coordinates = new float[size * sites * 3];
        coordinateCounts = new float[size * sites * 3];
        lattices = new float[size * 6];
        latticeCounts = new float[size * 6];
        letterMasks = new float[size * (sites + 1) * PolicyConfig.LETTER_TYPES];
        elementMasks = new float[constrained ? size * sites * PolicyConfig.ELEMENT_TYPES : 0];
    }

    /**
     * Groups crystals by their number of sites, and cuts each group into chunks of at most
     * {@code tokensMax} tokens.
     *
     * @return indices of the crystals of each chunk
     */
    static List<int[]> bySites(List<Crystal> crystals, int tokensMax) {
        TreeMap<Integer, List<Integer>> groups = new TreeMap<>();
        for (int i = 0; i < crystals.size(); i++) {
            groups.computeIfAbsent(crystals.get(i).sites().size(), n -> new ArrayList<>())
                    .add(i);
        }
        List<int[]> chunks = new ArrayList<>();
        groups.forEach((sites, members) -> {
            int chunk = Math.max(1, tokensMax / (5 * sites + 1));
            for (int from = 0; from < members.size(); from += chunk) {
                chunks.add(members.subList(from, Math.min(members.size(), from + chunk)).stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
            }
        });
        return chunks;
    }

    /**
     * Writes crystals with equally many sites as arrays.
     *
     * @param constraints constraints of the policy, which mask its choices
     * @throws IllegalArgumentException for a crystal with too many sites, or one that the
     *     constraints exclude
     */
    static CrystalBatch of(List<Crystal> crystals, PolicyConfig config, Constraints constraints) {
        int sites = crystals.get(0).sites().size();
        if (sites > config.sitesMax()) {
            throw new IllegalArgumentException("a crystal has " + sites
                    + " Wyckoff sites; this policy knows at most " + config.sitesMax());
        }
        CrystalBatch batch = new CrystalBatch(crystals.size(), sites, !constraints.isNone());
        for (int i = 0; i < batch.size; i++) {
            if (crystals.get(i).sites().size() != sites) {
                throw new IllegalArgumentException(
                        "a batch needs crystals with equally many sites");
            }
            batch.fill(i, crystals.get(i), config);
            if (!constraints.isNone()) {
                batch.constrain(
                        i,
                        crystals.get(i),
                        constraints.walk(crystals.get(i).spaceGroup(), config.sitesMax()));
            }
        }
        return batch;
    }

    private void fill(int row, Crystal crystal, PolicyConfig config) {
        SpaceGroup group = crystal.spaceGroup();
        groups[row] = group.number() - 1L;
        WyckoffPosition previous = null;
        for (int s = 0; s < sites; s++) {
            Site site = crystal.sites().get(s);
            WyckoffPosition position = group.position(site.wyckoff());
            int at = row * sites + s;
            int letterAt = row * (sites + 1) + s;
            letters[letterAt] = position.number();
            multiplicities[letterAt] = position.multiplicity();
            elements[at] = site.element().atomicNumber();
            double[] xyz = site.xyz();
            for (int axis = 0; axis < 3; axis++) {
                coordinates[3 * at + axis] = (float) xyz[axis];
                boolean counts = config.convention() == PolicyConfig.Convention.REFERENCE
                        ? position.isVariable(axis)
                        : position.isFree(axis);
                coordinateCounts[3 * at + axis] = counts ? 1 : 0;
            }
            maskLetters(
                    letterMasks, letterAt * PolicyConfig.LETTER_TYPES, group, previous, s, config);
            previous = position;
        }
        maskLetters(
                letterMasks,
                (row * (sites + 1) + sites) * PolicyConfig.LETTER_TYPES,
                group,
                previous,
                sites,
                config);
        fillLattice(row, crystal);
    }

    /**
     * Follows the crystal's own letters and elements through the constraints, and masks what they
     * exclude at each choice.
     */
    private void constrain(int row, Crystal crystal, Walk walk) {
        for (int s = 0; s <= sites; s++) {
            int letterAt = row * (sites + 1) + s;
            int masks = letterAt * PolicyConfig.LETTER_TYPES;
            for (int letter = 0; letter < PolicyConfig.LETTER_TYPES; letter++) {
                if (!(letter == 0 ? walk.mayEnd() : walk.mayTakeLetter(letter))) {
                    letterMasks[masks + letter] = FORBIDDEN;
                }
            }
            requireAllowed(letterMasks[masks + (int) letters[letterAt]], crystal);
            if (s < sites) {
                walk.takeLetter((int) letters[letterAt]);
                constrainElement(row * sites + s, crystal, walk);
            }
        }
    }

    private void constrainElement(int at, Crystal crystal, Walk walk) {
        int masks = at * PolicyConfig.ELEMENT_TYPES;
        elementMasks[masks] = FORBIDDEN;
        for (int number = 1; number < PolicyConfig.ELEMENT_TYPES; number++) {
            if (!walk.mayTakeElement(Element.ofAtomicNumber(number))) {
                elementMasks[masks + number] = FORBIDDEN;
            }
        }
        requireAllowed(elementMasks[masks + (int) elements[at]], crystal);
        walk.takeElement(Element.ofAtomicNumber((int) elements[at]));
    }

    private static void requireAllowed(float mask, Crystal crystal) {
        if (mask != 0) {
            throw new IllegalArgumentException(
                    crystal.composition() + " in space group " + crystal.spaceGroup()
                            + " does not satisfy the policy's constraints, so that it has no"
                            + " probability");
        }
    }

    private void fillLattice(int row, Crystal crystal) {
        double[] values = LatticeEncoding.encode(crystal.lattice(), crystal.atomCount());
        CrystalSystem system = crystal.spaceGroup().crystalSystem();
        for (int i = 0; i < 6; i++) {
            lattices[6 * row + i] = (float) values[i];
            latticeCounts[6 * row + i] = system.isFree(i) ? 1 : 0;
        }
    }

    /**
     * Masks the letters that cannot follow. A letter cannot be earlier than the one before, nor
     * beyond the group's last, and a fixed position cannot repeat. The pad may stand anywhere but
     * first; once the crystal is full, only the pad may.
     */
    static void maskLetters(
            float[] masks,
            int offset,
            SpaceGroup group,
            WyckoffPosition previous,
            int sitesSoFar,
            PolicyConfig config) {
        int first =
                previous == null ? 1 : previous.number() + (previous.hasFreeParameters() ? 0 : 1);
        int last = group.positions().size();
        // The reference scores the closing pad of a full crystal as if another site could follow;
        // the sampler cannot
        // draw one.
        boolean full = sitesSoFar == config.sitesMax()
                && config.convention() == PolicyConfig.Convention.SAMPLED;
        for (int letter = 0; letter < PolicyConfig.LETTER_TYPES; letter++) {
            boolean allowed =
                    letter == 0 ? previous != null : !full && letter >= first && letter <= last;
            masks[offset + letter] = allowed ? 0 : FORBIDDEN;
        }
    }
}

package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.Tolerances;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules by which a set of crystals is evaluated. Any number of threads may use an
 * implementation.
 */
public interface Rules {
    /** The rules of CDVAE and the papers after it; see docs/reference/evaluation.md. */
    Rules DEFAULT = new DefaultRules();

    /** The rules of LeMat-GenBench; see docs/reference/evaluation.md. */
    Rules LEMAT = new LematRules();

    /**
     * Returns the rules of a name.
     *
     * @throws IllegalArgumentException for any other name
     */
    static Rules named(String name) {
        return Stream.of(DEFAULT, LEMAT)
                .filter(rules -> rules.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no protocol '" + name + "'; use "
                        + DEFAULT.name() + " or " + LEMAT.name()));
    }

    /** Returns the name of the rules, as results and the command line have it. */
    String name();

    /** Returns the tolerances within which two crystals are the same. */
    Tolerances tolerances();

    /** Returns the smallest distance of two atoms, where it is the same for all elements. */
    Optional<Double> shortestDistanceAngstrom();

    /** Returns what the charges of a composition are balanced with, in words. */
    String oxidationStates();

    /** Returns which criteria of validity a material meets. */
    Criteria criteria(Material material);

    /**
     * Tells whether crystals that are not valid are removed first: then they are neither unique nor
     * novel, and have no energy.
     */
    boolean removesInvalid();

    /** Tells whether a crystal of this energy above the hull is stable. */
    boolean isStable(double energyAboveHullEvPerAtom);

    /** Tells whether a crystal of this energy above the hull is stable or metastable. */
    boolean isMetastable(double energyAboveHullEvPerAtom);

    /** Tells whether a stable crystal is left out where the metastable ones are M.S.U.N. */
    boolean excludesStableFromMsun();
}

package io.nucleate.reward;

import io.nucleate.crystal.Words;
import io.nucleate.evaluation.Charges;

import java.util.Optional;
import java.util.function.Function;

/** What a crystal has or has not. As a condition it is met by the crystals that have it. */
enum Fact implements Condition {
    /**
     * The charges balance, or the crystal is a metal ({@link Charges}): what {@code evaluate}
     * counts by the rules of LeMat-GenBench.
     */
    CHARGE_BALANCED(
            "charge-balanced",
            Needs.ENERGY,
            evidence -> Optional.of(Charges.areBalanced(evidence.energetics().structure()))),
    /** The protostructure is that of no known material. */
    NOVEL("novel", Needs.NOVELTY, Evidence::novel);

    private static final Words<Fact> WORDS = new Words<>("fact", Fact.class, Fact::toString);

    private final String word;
    private final Needs needs;
    private final Function<Evidence, Optional<Boolean>> reading;

    Fact(String word, Needs needs, Function<Evidence, Optional<Boolean>> reading) {
        this.word = word;
        this.needs = needs;
        this.reading = reading;
    }

    /** Returns the fact with a name; empty if there is none. */
    static Optional<Fact> of(String word) {
        return WORDS.find(word);
    }

    @Override
    public Needs needs() {
        return needs;
    }

    @Override
    public Optional<Boolean> holds(Evidence evidence) {
        return reading.apply(evidence);
    }

    @Override
    public String unknown() {
        return "unknown-" + word;
    }

    /** Returns the name in expressions. */
    @Override
    public String toString() {
        return word;
    }
}

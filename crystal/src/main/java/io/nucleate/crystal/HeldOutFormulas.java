package io.nucleate.crystal;

import org.apache.commons.codec.digest.DigestUtils;

/**
 * The formulas that no policy may learn, so that it can be validated on them: 5 % of all formulas,
 * by their hash. So all polymorphs of a formula are on the same side, and everybody who makes
 * training data knows which side without asking.
 */
public final class HeldOutFormulas {
    /** Values of the hash's first byte, out of 256, that are held out. */
    private static final int BYTES = 13;

    private HeldOutFormulas() {}

    /** Tells whether crystals of a composition are held out of training. */
    public static boolean contains(Composition composition) {
        return Integer.parseInt(hash(composition.reducedFormula()).substring(0, 2), 16) < BYTES;
    }

    /** Returns the SHA-256 of a reduced formula, in lower-case hexadecimal. */
    public static String hash(String reducedFormula) {
        return DigestUtils.sha256Hex(reducedFormula);
    }
}

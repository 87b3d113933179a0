package io.nucleate.crystal.matching;

/**
 * Limits within which two structures count as one material. The defaults are those of pymatgen's
 * StructureMatcher, by which generative models of crystals are compared.
 *
 * @param length lattice vectors may differ by the factor {@code 1 + length}
 * @param site largest displacement of an atom, in units of the cube root of the volume per atom
 * @param angleDegrees largest difference between angles of the lattice vectors
 */
public record Tolerances(double length, double site, double angleDegrees) {
    public static final Tolerances DEFAULT = new Tolerances(0.2, 0.3, 5);

    public Tolerances {
        if (!(length > 0
                && length < 1
                && site > 0
                && site < 1
                && angleDegrees > 0
                && angleDegrees < 60)) {
            throw new IllegalArgumentException(
                    "tolerances of " + length + " in length, " + site + " in site and "
                            + angleDegrees
                            + " degrees make no sense; the first two lie between 0 and 1, the"
                            + " third below 60");
        }
    }
}

package io.nucleate.crystal;

/**
 * The seven crystal systems, and which of the six lattice parameters (a, b, c, alpha, beta, gamma)
 * are free in each in the standard setting: unique axis b for monoclinic, hexagonal axes for
 * trigonal.
 */
public enum CrystalSystem {
    TRICLINIC(1, true, true, true, true, true, true),
    MONOCLINIC(3, true, true, true, false, true, false),
    ORTHORHOMBIC(16, true, true, true, false, false, false),
    TETRAGONAL(75, true, false, true, false, false, false),
    TRIGONAL(143, true, false, true, false, false, false),
    HEXAGONAL(168, true, false, true, false, false, false),
    CUBIC(195, true, false, false, false, false, false);

    private final int firstSpaceGroup;
    private final boolean[] free;

    CrystalSystem(int firstSpaceGroup, boolean... free) {
        this.firstSpaceGroup = firstSpaceGroup;
        this.free = free;
    }

    /**
     * Whether parameter 0..5 (a, b, c, alpha, beta, gamma) is independent of the others and not
     * fixed by symmetry.
     */
    public boolean isFree(int parameter) {
        return free[parameter];
    }

    static CrystalSystem ofSpaceGroup(int number) {
        CrystalSystem found = TRICLINIC;
        for (CrystalSystem system : values()) {
            if (number >= system.firstSpaceGroup) {
                found = system;
            }
        }
        return found;
    }

    /** The lattice with its dependent parameters set from the free ones; idempotent. */
    public Lattice constrain(Lattice lattice) {
        double a = lattice.a();
        double c = lattice.c();
        return switch (this) {
            case TRICLINIC -> lattice;
            case MONOCLINIC -> new Lattice(a, lattice.b(), c, 90, lattice.beta(), 90);
            case ORTHORHOMBIC -> new Lattice(a, lattice.b(), c, 90, 90, 90);
            case TETRAGONAL -> new Lattice(a, a, c, 90, 90, 90);
            case TRIGONAL, HEXAGONAL -> new Lattice(a, a, c, 90, 90, 120);
            case CUBIC -> new Lattice(a, a, a, 90, 90, 90);
        };
    }
}

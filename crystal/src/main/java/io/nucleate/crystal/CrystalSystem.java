package io.nucleate.crystal;

/**
 * The seven crystal systems. A system tells which of the six lattice parameters (a, b, c, alpha,
 * beta, gamma) are free in the standard setting: unique axis b for monoclinic, hexagonal axes for
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
     * Tells whether a lattice parameter is free: neither fixed by symmetry nor dependent on another
     * one.
     *
     * @param parameter 0 to 5 for a, b, c, alpha, beta, gamma
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

    /**
     * Returns the lattice with its dependent parameters set from the free ones. Doing so twice
     * changes nothing more.
     */
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

package io.nucleate.energy.potential;

import java.util.Arrays;

/**
 * A crystal graph in which equivalent atoms, bonds and angles are merged into classes.
 *
 * <p>A message-passing network computes the same numbers for all members of a class. So it is given
 * one member of each class, and for each message the number of times that the member receives it.
 * This makes use of all symmetry of a crystal without knowing its space group. In a structure
 * without symmetry every class has one member, and the graph stays what it was.
 *
 * <p>Classes are found by colour refinement (Weisfeiler and Leman, 1968): every atom, bond and
 * angle has a colour, and each round mixes the colours of its neighbours into it, until the number
 * of colours no longer grows. Then all atoms of a class receive the same number of bonds of each
 * class, and all bonds of a class the same number of angles of each class. The network cannot tell
 * the members of a class apart, and neither can its gradient.
 *
 * <p>Lengths and cosines that differ by less than a tolerance count as equal; the network is given
 * the mean of each class. The differences from a mean add up to zero, and the energy has the same
 * derivative by all members, so its error is of second order in the differences.
 */
final class QuotientGraph {
    /**
     * Largest gap between two lengths, in angstrom, or two cosines that count as equal. Coordinates
     * that were written with six digits break the symmetry by about 1e-5 Å. A shift of this size
     * changes forces by about 1e-4 eV/Å.
     */
    private static final double TOLERANCE = 2e-5;

    final CrystalGraph graph;
    final Partition atoms;
    final Partition bonds;
    final Partition angles;

    /** [classes of bonds], mean length of the members. */
    final double[] lengthAngstrom;

    /** [classes of angles], mean cosine of the members. */
    final double[] cosine;

    /** Number of classes of bonds shorter than 3 Å. These classes come first. */
    final int shortBondCount;

    QuotientGraph(CrystalGraph graph) {
        this.graph = graph;
        Colours colours = new Colours(graph);
        Partition atoms;
        Partition bonds;
        Partition angles;
        int before;
        int after = 0;
        do {
            before = after;
            colours.refine();
            atoms = Partition.byColour(colours.atoms);
            bonds = Partition.byColour(colours.bonds);
            angles = Partition.byColour(colours.angles);
            after = atoms.count() + bonds.count() + angles.count();
        } while (after > before);
        this.atoms = atoms;
        this.bonds = bonds;
        this.angles = angles;
        this.lengthAngstrom = bonds.means(graph.bonds().lengthAngstrom());
        this.cosine = angles.means(graph.angles().cosine());
        this.shortBondCount = (int) Arrays.stream(bonds.representative())
                .filter(bond -> bond < graph.shortBondCount())
                .count();
    }

    /**
     * Returns the number of directed bonds and ordered angles. Time and memory of the network grow
     * in proportion to it.
     */
    int edgeCount() {
        return 2 * (bonds.count() + angles.count());
    }

    /** Returns the class of the atoms at the first end of the bonds of a class. */
    int from(int bondClass) {
        return atoms.classOf()[graph.bonds().from()[bonds.representative()[bondClass]]];
    }

    /** Returns the class of the atoms at the second end of the bonds of a class. */
    int to(int bondClass) {
        return atoms.classOf()[graph.bonds().to()[bonds.representative()[bondClass]]];
    }

    /** Returns the class of the bonds that are the first side of the angles of a class. */
    int first(int angleClass) {
        return bonds.classOf()[graph.angles().first()[angles.representative()[angleClass]]];
    }

    /** Returns the class of the bonds that are the second side of the angles of a class. */
    int second(int angleClass) {
        return bonds.classOf()[graph.angles().second()[angles.representative()[angleClass]]];
    }

    /** Returns the class of the atoms at the vertex of the angles of a class. */
    int vertex(int angleClass) {
        return atoms.classOf()[graph.angles().vertex()[angles.representative()[angleClass]]];
    }

    /**
     * The colours of atoms, bonds and angles, as 64-bit hashes. A round of refinement mixes the
     * colours of an item's neighbours into its own colour; the order of the neighbours does not
     * matter.
     */
    private static final class Colours {
        private final CrystalGraph graph;
        private final long[] atoms;
        private final long[] bonds;
        private final long[] angles;

        Colours(CrystalGraph graph) {
            this.graph = graph;
            atoms = new long[graph.structure().atomCount()];
            for (int atom = 0; atom < atoms.length; atom++) {
                atoms[atom] = mix(graph.structure().atomicNumber(atom));
            }
            bonds = clusters(graph.bonds().lengthAngstrom());
            for (int bond = 0; bond < graph.shortBondCount(); bond++) {
                bonds[bond] = mix(~bonds[bond]);
            }
            angles = clusters(graph.angles().cosine());
        }

        private void refine() {
            int[] from = graph.bonds().from();
            int[] to = graph.bonds().to();
            CrystalGraph.Angles corner = graph.angles();
            long[] atomSums = new long[atoms.length];
            long[] bondSums = new long[bonds.length];
            for (int angle = 0; angle < angles.length; angle++) {
                int first = corner.first()[angle];
                int second = corner.second()[angle];
                int atom = corner.vertex()[angle];
                angles[angle] =
                        mix(angles[angle] + mix(bonds[first] + bonds[second]) + 3 * atoms[atom]);
                bondSums[first] += angles[angle];
                bondSums[second] += angles[angle];
                atomSums[atom] += angles[angle];
            }
            for (int bond = 0; bond < bonds.length; bond++) {
                bonds[bond] = mix(bonds[bond]
                        + mix(atoms[from[bond]] + atoms[to[bond]])
                        + 3 * bondSums[bond]);
                atomSums[from[bond]] += bonds[bond];
                atomSums[to[bond]] += bonds[bond];
            }
            for (int atom = 0; atom < atoms.length; atom++) {
                atoms[atom] = mix(atoms[atom] + 3 * mix(atomSums[atom]));
            }
        }

        /**
         * Gives values the same colour if they belong to the same cluster. A cluster ends where the
         * next greater value is further away than the tolerance.
         */
        private static long[] clusters(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int[] cluster = new int[sorted.length];
            for (int i = 1; i < sorted.length; i++) {
                cluster[i] = sorted[i] - sorted[i - 1] > TOLERANCE ? i : cluster[i - 1];
            }
            long[] colours = new long[values.length];
            for (int i = 0; i < values.length; i++) {
                colours[i] = mix(cluster[Arrays.binarySearch(sorted, values[i])]);
            }
            return colours;
        }

        /** Mixes the bits of a number: the finalizer of SplitMix64 (Steele et al., OOPSLA 2014). */
        private static long mix(long z) {
            z = (z + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            return z ^ (z >>> 31);
        }
    }
}

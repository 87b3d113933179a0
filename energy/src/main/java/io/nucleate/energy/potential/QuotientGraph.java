package io.nucleate.energy.potential;

import java.util.Arrays;

/**
 * A crystal graph with equivalent atoms, bonds and angles merged: what a message-passing network
 * computes for one member of a class it computes for all, so it is given one of each and the number
 * of messages each receives. Crystals have symmetry, and this uses all of it without knowing the
 * space group.
 *
 * <p>Classes are found by colour refinement (Weisfeiler and Leman), until they are stable: atoms of
 * one class then receive equally many bonds of each class, bonds equally many angles, and the
 * network cannot tell the members apart, nor can its gradient. Lengths and cosines count as equal
 * within a tolerance and enter by their class's mean, so that the energy is off only by the square
 * of the deviations. Without any symmetry every class has one member and nothing is lost.
 */
final class QuotientGraph {
    /**
     * Coordinates with six digits deviate from symmetry by some 1e-5 Å; a shift this small moves
     * forces by 1e-4 eV/Å.
     */
    private static final double TOLERANCE = 2e-5;

    final CrystalGraph graph;
    final Partition atoms;
    final Partition bonds;
    final Partition angles;

    /** Of each class of bonds. */
    final double[] lengthAngstrom;

    /** Of each class of angles. */
    final double[] cosine;

    /** Classes of bonds shorter than 3 Å; they come first. */
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
        this.lengthAngstrom = bonds.means(graph.bonds().length());
        this.cosine = angles.means(graph.angles().cosine());
        this.shortBondCount = (int) Arrays.stream(bonds.representative())
                .filter(bond -> bond < graph.shortBondCount())
                .count();
    }

    /** Directed bonds and ordered angles: what time and memory are proportional to. */
    int edgeCount() {
        return 2 * (bonds.count() + angles.count());
    }

    /** Class of the atom that a class's bonds start from; {@link #to} where they end. */
    int from(int bondClass) {
        return atoms.classOf()[graph.bonds().from()[bonds.representative()[bondClass]]];
    }

    int to(int bondClass) {
        return atoms.classOf()[graph.bonds().to()[bonds.representative()[bondClass]]];
    }

    /**
     * Class of the bond that a class's angles have as their first side; {@link #second} as their
     * other.
     */
    int first(int angleClass) {
        return bonds.classOf()[graph.angles().first()[angles.representative()[angleClass]]];
    }

    int second(int angleClass) {
        return bonds.classOf()[graph.angles().second()[angles.representative()[angleClass]]];
    }

    int vertex(int angleClass) {
        return atoms.classOf()[graph.angles().vertex()[angles.representative()[angleClass]]];
    }

    /**
     * 64-bit hashes; each round mixes into an item's colour those of what it touches, whatever
     * their order.
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
            bonds = clusters(graph.bonds().length());
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

        /** One colour for each group of values without a gap wider than the tolerance. */
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

        /** The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
        private static long mix(long z) {
            z = (z + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            return z ^ (z >>> 31);
        }
    }
}

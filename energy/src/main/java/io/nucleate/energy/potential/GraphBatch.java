package io.nucleate.energy.potential;

import java.util.List;

/**
 * Joins several crystal graphs into one, so that the network evaluates them in one pass. The rows
 * are classes of equivalent atoms, bonds and angles; below, "atom", "bond" and "angle" mean such a
 * class. Rows are numbered through all graphs, and all short bonds come before all long bonds.
 *
 * <p>Each bond carries two messages, one in each direction. The arrays of length 2 × bonds hold
 * first all messages to the first end of a bond (from its second end), then all messages to the
 * second end. A number that belongs to the bond itself is broadcast over both halves. Each angle
 * carries two messages between its bonds in the same way: first all messages to the first bond,
 * then all messages to the second bond.
 */
final class GraphBatch {
    final int atomCount;
    final int shortBondCount;
    final int bondCount;
    final int angleCount;

    /** [atoms], atomic number minus one. */
    final int[] element;

    /** [atoms], number of atoms in the class. */
    final float[] atomMultiplicity;

    /** [bonds]. */
    final float[] lengthAngstrom;

    /** [angles]. */
    final float[] angleRadians;

    /** [2 × bonds], atom that receives the message. */
    final int[] receiver;

    /** [2 × bonds], atom that sends the message. */
    final int[] sender;

    /** [2 × bonds], number of times that one atom of the receiving class gets the message. */
    final float[] bondMultiplicity;

    /** [angles], atom at the vertex of the angle. */
    final int[] vertex;

    /** [2 × angles], bond that receives the message. */
    final int[] receivingBond;

    /** [2 × angles], the other bond of the angle, which sends the message. */
    final int[] otherBond;

    /** [2 × angles], number of times that one bond of the receiving class gets the message. */
    final float[] angleMultiplicity;

    GraphBatch(List<QuotientGraph> graphs) {
        atomCount = graphs.stream().mapToInt(graph -> graph.atoms.count()).sum();
        shortBondCount = graphs.stream().mapToInt(graph -> graph.shortBondCount).sum();
        bondCount = graphs.stream().mapToInt(graph -> graph.bonds.count()).sum();
        angleCount = graphs.stream().mapToInt(graph -> graph.angles.count()).sum();
        element = new int[atomCount];
        atomMultiplicity = new float[atomCount];
        lengthAngstrom = new float[bondCount];
        angleRadians = new float[angleCount];
        receiver = new int[2 * bondCount];
        bondMultiplicity = new float[2 * bondCount];
        sender = new int[2 * bondCount];
        vertex = new int[angleCount];
        receivingBond = new int[2 * angleCount];
        angleMultiplicity = new float[2 * angleCount];
        otherBond = new int[2 * angleCount];
        Offset offset = start();
        for (QuotientGraph graph : graphs) {
            copyAtoms(graph, offset);
            copyBonds(graph, offset);
            copyAngles(graph, offset);
            offset = offset.after(graph);
        }
    }

    /** First rows of a graph: of its atoms, its short bonds, its long bonds and its angles. */
    record Offset(int atom, int shortBond, int longBond, int angle) {
        Offset after(QuotientGraph graph) {
            return new Offset(
                    atom + graph.atoms.count(),
                    shortBond + graph.shortBondCount,
                    longBond + graph.bonds.count() - graph.shortBondCount,
                    angle + graph.angles.count());
        }

        /** Returns the row of a class of bonds of the graph. */
        int bond(QuotientGraph graph, int bondClass) {
            return bondClass < graph.shortBondCount
                    ? shortBond + bondClass
                    : longBond + bondClass - graph.shortBondCount;
        }
    }

    /** Returns the offset of the first graph. */
    Offset start() {
        return new Offset(0, 0, shortBondCount, 0);
    }

    private void copyAtoms(QuotientGraph graph, Offset offset) {
        for (int i = 0; i < graph.atoms.count(); i++) {
            int representative = graph.atoms.representative()[i];
            element[offset.atom + i] = graph.graph.structure().atomicNumber(representative) - 1;
            atomMultiplicity[offset.atom + i] = graph.atoms.size()[i];
        }
    }

    private void copyBonds(QuotientGraph graph, Offset offset) {
        int[] atoms = graph.atoms.size();
        int[] bonds = graph.bonds.size();
        for (int i = 0; i < graph.bonds.count(); i++) {
            int row = offset.bond(graph, i);
            int from = graph.from(i);
            int to = graph.to(i);
            lengthAngstrom[row] = (float) graph.lengthAngstrom[i];
            receiver[row] = offset.atom + from;
            sender[row] = offset.atom + to;
            bondMultiplicity[row] = (float) bonds[i] / atoms[from];
            receiver[row + bondCount] = offset.atom + to;
            sender[row + bondCount] = offset.atom + from;
            bondMultiplicity[row + bondCount] = (float) bonds[i] / atoms[to];
        }
    }

    private void copyAngles(QuotientGraph graph, Offset offset) {
        int[] bonds = graph.bonds.size();
        int[] angles = graph.angles.size();
        for (int i = 0; i < graph.angles.count(); i++) {
            int row = offset.angle + i;
            int first = graph.first(i);
            int second = graph.second(i);
            angleRadians[row] = (float) CrystalGraph.Angles.radians(graph.cosine[i]);
            vertex[row] = offset.atom + graph.vertex(i);
            receivingBond[row] = offset.shortBond + first;
            otherBond[row] = offset.shortBond + second;
            angleMultiplicity[row] = (float) angles[i] / bonds[first];
            receivingBond[row + angleCount] = offset.shortBond + second;
            otherBond[row + angleCount] = offset.shortBond + first;
            angleMultiplicity[row + angleCount] = (float) angles[i] / bonds[second];
        }
    }
}

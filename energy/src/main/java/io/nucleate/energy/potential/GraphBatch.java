package io.nucleate.energy.potential;

import java.util.List;

/**
 * Several crystal graphs side by side as one, in plain columns of classes of equivalent atoms,
 * bonds and angles. They are numbered through; all short bonds come before all long ones. Each bond
 * stands for two directed ones: messages are laid out as all bonds in their own sense, then all in
 * the opposite sense, so that what belongs to the bond itself is broadcast over both halves. Angles
 * likewise: first (first, second), then (second, first).
 */
final class GraphBatch {
    final int atomCount;
    final int shortBondCount;
    final int bondCount;
    final int angleCount;

    /** Atomic number minus one. */
    final int[] element;

    /** How many atoms are in the class. */
    final float[] atomMultiplicity;

    final float[] lengthAngstrom;
    final float[] angleRadians;

    /**
     * Of each directed bond, the atom that receives the message, how many of the kind it receives,
     * and from whom.
     */
    final int[] receiver;

    final float[] bondMultiplicity;
    final int[] sender;

    /** Of each angle, the atom at its vertex. */
    final int[] vertex;

    /**
     * Of each ordered angle, the bond that receives the message, how many of the kind it receives,
     * and the other bond.
     */
    final int[] receivingBond;

    final float[] angleMultiplicity;
    final int[] otherBond;

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

    /** Where a graph's rows start. */
    record Offset(int atom, int shortBond, int longBond, int angle) {
        Offset after(QuotientGraph graph) {
            return new Offset(
                    atom + graph.atoms.count(),
                    shortBond + graph.shortBondCount,
                    longBond + graph.bonds.count() - graph.shortBondCount,
                    angle + graph.angles.count());
        }

        /** The row of a graph's class of bonds. */
        int bond(QuotientGraph graph, int bondClass) {
            return bondClass < graph.shortBondCount
                    ? shortBond + bondClass
                    : longBond + bondClass - graph.shortBondCount;
        }
    }

    /** The offset of the first graph. */
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

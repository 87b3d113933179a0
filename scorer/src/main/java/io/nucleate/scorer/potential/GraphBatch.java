package io.nucleate.scorer.potential;

import java.util.List;

/**
 * Several crystal graphs side by side as one, in plain columns. Atoms, bonds and angles are numbered through; all short
 * bonds come before all long ones. Each bond stands for two directed ones: messages are laid out as all bonds in their own
 * sense, then all in the opposite sense, so that what belongs to the bond itself is broadcast over both halves. Angles
 * likewise: first (first, second), then (second, first).
 */
final class GraphBatch {
    final List<CrystalGraph> graphs;
    final int atomCount;
    final int shortBondCount;
    final int bondCount;
    final int angleCount;

    /** Atomic number minus one. */
    final int[] element;

    final float[] lengthAngstrom;
    final float[] angleRadians;

    /** Of each directed bond, the atom that receives the message, and the atom that sends it. */
    final int[] receiver;

    final int[] sender;

    /** Of each angle, the atom at its vertex. */
    final int[] vertex;

    /** Of each ordered angle, the bond that receives the message, and the other one. */
    final int[] receivingBond;

    final int[] otherBond;

    GraphBatch(List<CrystalGraph> graphs) {
        this.graphs = graphs;
        this.atomCount =
                graphs.stream().mapToInt(graph -> graph.structure.atomCount()).sum();
        this.shortBondCount =
                graphs.stream().mapToInt(graph -> graph.shortBonds.count).sum();
        this.bondCount = shortBondCount
                + graphs.stream().mapToInt(graph -> graph.longBonds.count).sum();
        this.angleCount =
                graphs.stream().mapToInt(graph -> graph.angles.count()).sum();
        element = new int[atomCount];
        lengthAngstrom = new float[bondCount];
        angleRadians = new float[angleCount];
        receiver = new int[2 * bondCount];
        sender = new int[2 * bondCount];
        vertex = new int[angleCount];
        receivingBond = new int[2 * angleCount];
        otherBond = new int[2 * angleCount];
        Offset offset = new Offset(0, 0, shortBondCount, 0);
        for (CrystalGraph graph : graphs) {
            for (int atom = 0; atom < graph.structure.atomCount(); atom++) {
                element[offset.atom + atom] = graph.structure.atomicNumber(atom) - 1;
            }
            copyBonds(graph.shortBonds, offset.shortBond, offset.atom);
            copyBonds(graph.longBonds, offset.longBond, offset.atom);
            copyAngles(graph.angles, offset);
            offset = offset.after(graph);
        }
    }

    /** Where a graph's rows start. */
    record Offset(int atom, int shortBond, int longBond, int angle) {
        Offset after(CrystalGraph graph) {
            return new Offset(
                    atom + graph.structure.atomCount(),
                    shortBond + graph.shortBonds.count,
                    longBond + graph.longBonds.count,
                    angle + graph.angles.count());
        }
    }

    private void copyBonds(CrystalGraph.Bonds bonds, int bondOffset, int atomOffset) {
        for (int bond = 0; bond < bonds.count; bond++) {
            int row = bondOffset + bond;
            lengthAngstrom[row] = (float) bonds.length[bond];
            receiver[row] = atomOffset + bonds.from[bond];
            sender[row] = atomOffset + bonds.to[bond];
            receiver[row + bondCount] = sender[row];
            sender[row + bondCount] = receiver[row];
        }
    }

    private void copyAngles(CrystalGraph.Angles angles, Offset offset) {
        for (int angle = 0; angle < angles.count(); angle++) {
            int row = offset.angle + angle;
            angleRadians[row] = (float) angles.radians(angle);
            vertex[row] = offset.atom + angles.atom()[angle];
            receivingBond[row] = offset.shortBond + angles.first()[angle];
            otherBond[row] = offset.shortBond + angles.second()[angle];
            receivingBond[row + angleCount] = otherBond[row];
            otherBond[row + angleCount] = receivingBond[row];
        }
    }
}

package io.nucleate.energy.potential;

/**
 * The chain rule from a crystal graph's lengths and angles to its atoms and cell, in double
 * precision: the network differentiates by the former only. A bond vector r = x_to − x_from + image
 * responds to a strain ε as r(1 + ε), so the derivative by the strain is the sum of r ⊗ ∂E/∂r.
 */
final class Gradient {
    private final CrystalGraph graph;
    private final double[] byBond;

    /**
     * @param byLength derivative of the total energy by the length that each class of bonds shares,
     *     in eV/angstrom, of the whole batch
     * @param byRadians derivative by the angle that each class of angles shares, in eV, of the
     *     whole batch
     * @param offset where this graph's rows start in them
     */
    Gradient(
            QuotientGraph quotient, float[] byLength, float[] byRadians, GraphBatch.Offset offset) {
        graph = quotient.graph;
        Bonds bonds = graph.bonds();
        byBond = new double[3 * bonds.count()];
        for (int bond = 0; bond < bonds.count(); bond++) {
            int bondClass = quotient.bonds.classOf()[bond];
            double share = 1.0 / quotient.bonds.size()[bondClass];
            addLength(bond, share * byLength[offset.bond(quotient, bondClass)]);
        }
        for (int angle = 0; angle < graph.angles().count(); angle++) {
            int angleClass = quotient.angles.classOf()[angle];
            double share = CrystalGraph.Angles.radiansByCosine(quotient.cosine[angleClass])
                    / quotient.angles.size()[angleClass];
            addAngle(angle, share * byRadians[offset.angle() + angleClass]);
        }
    }

    private void addLength(int bond, double byLength) {
        Bonds bonds = graph.bonds();
        for (int i = 3 * bond; i < 3 * bond + 3; i++) {
            byBond[i] += byLength * bonds.vector()[i] / bonds.length()[bond];
        }
    }

    /**
     * With unit vectors u, v along the bonds and s their relative sense, cos = s u·v and ∂cos/∂r_u
     * = (s v − cos u) / |r_u|.
     */
    private void addAngle(int angle, double byCosine) {
        double[] vector = graph.bonds().vector();
        double[] length = graph.bonds().length();
        int p = graph.angles().first()[angle];
        int q = graph.angles().second()[angle];
        double sense = graph.angles().sense()[angle];
        double cosine = graph.angles().cosine()[angle];
        for (int axis = 0; axis < 3; axis++) {
            double u = vector[3 * p + axis] / length[p];
            double v = vector[3 * q + axis] / length[q];
            byBond[3 * p + axis] += byCosine * (sense * v - cosine * u) / length[p];
            byBond[3 * q + axis] += byCosine * (sense * u - cosine * v) / length[q];
        }
    }

    /**
     * [n][3], minus the derivative of the total energy by the Cartesian positions, in eV/angstrom.
     */
    double[][] forcesEvPerAngstrom() {
        double[][] forces = new double[graph.structure().atomCount()][3];
        for (int bond = 0; bond < graph.bonds().count(); bond++) {
            double[] from = forces[graph.bonds().from()[bond]];
            double[] to = forces[graph.bonds().to()[bond]];
            for (int axis = 0; axis < 3; axis++) {
                from[axis] += byBond[3 * bond + axis];
                to[axis] -= byBond[3 * bond + axis];
            }
        }
        return forces;
    }

    /**
     * [3][3], derivative of the total energy by the strain over the volume, in eV per cubic
     * angstrom.
     */
    double[][] stressEvPerCubicAngstrom() {
        double[][] stress = new double[3][3];
        double volume = graph.structure().volume();
        double[] vector = graph.bonds().vector();
        for (int bond = 0; bond < 3 * graph.bonds().count(); bond += 3) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    stress[i][j] += vector[bond + i] * byBond[bond + j] / volume;
                }
            }
        }
        return stress;
    }
}

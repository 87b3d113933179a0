package io.nucleate.energy.potential;

/**
 * Turns derivatives of the energy by bond lengths and angles into forces and stress, by the chain
 * rule and in double precision. The network itself gives derivatives by lengths and angles only.
 *
 * <p>The vector of a bond is r = x_to − x_from + lattice vector. A strain ε changes it to r(1 + ε).
 * So the derivative of the energy by the strain is the sum of r ⊗ ∂E/∂r over the bonds.
 */
final class Gradient {
    private final CrystalGraph graph;
    /** [bonds × 3], derivative of the total energy by the vector of each bond, in eV/angstrom. */
    private final double[] byBond;

    /**
     * @param byLength derivatives of the total energy, in eV/angstrom, by the bond lengths of the
     *     whole batch; all bonds of a class share one length
     * @param byRadians derivatives of the total energy, in eV, by the angles of the whole batch;
     *     all angles of a class share one angle
     * @param offset first rows of this graph in the batch
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
            byBond[i] += byLength * bonds.vectorAngstrom()[i] / bonds.lengthAngstrom()[bond];
        }
    }

    /**
     * Adds the derivative by the cosine of an angle to its two bonds. With unit vectors u and v
     * along the bonds and their relative sense s, the cosine is c = s u·v, and its derivative by
     * the first bond r is (s v − c u) / |r|.
     */
    private void addAngle(int angle, double byCosine) {
        double[] vector = graph.bonds().vectorAngstrom();
        double[] length = graph.bonds().lengthAngstrom();
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
     * Returns the forces, [n][3] in eV/angstrom: minus the derivative of the total energy by the
     * Cartesian positions.
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
     * Returns the stress, [3][3] in eV/angstrom³: the derivative of the total energy by the strain,
     * divided by the volume.
     */
    double[][] stressEvPerAngstrom3() {
        double[][] stress = new double[3][3];
        double volume = graph.structure().volume();
        double[] vector = graph.bonds().vectorAngstrom();
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

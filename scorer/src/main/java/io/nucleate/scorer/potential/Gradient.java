package io.nucleate.scorer.potential;

/**
 * The chain rule from a crystal graph's lengths and angles to its atoms and cell, in double precision: the network
 * differentiates by the former only. A bond vector r = x_to − x_from + image responds to a strain ε as r(1 + ε), so the
 * derivative by the strain is the sum of r ⊗ ∂E/∂r.
 */
final class Gradient {
    private final CrystalGraph graph;
    private final double[] byShortBond;
    private final double[] byLongBond;

    /**
     * @param byLength derivative of the total energy by each bond's length in eV/angstrom, of the whole batch
     * @param byRadians derivative by each angle in eV, of the whole batch
     * @param offset where this graph's rows start in them
     */
    Gradient(CrystalGraph graph, float[] byLength, float[] byRadians, GraphBatch.Offset offset) {
        this.graph = graph;
        this.byShortBond = alongBonds(graph.shortBonds, byLength, offset.shortBond());
        this.byLongBond = alongBonds(graph.longBonds, byLength, offset.longBond());
        for (int angle = 0; angle < graph.angles.count(); angle++) {
            addAngle(angle, byRadians[offset.angle() + angle] * graph.angles.radiansByCosine(angle));
        }
    }

    private static double[] alongBonds(CrystalGraph.Bonds bonds, float[] byLength, int offset) {
        double[] byBond = new double[3 * bonds.count];
        for (int bond = 0; bond < bonds.count; bond++) {
            double scale = byLength[offset + bond] / bonds.length[bond];
            for (int axis = 3 * bond; axis < 3 * bond + 3; axis++) {
                byBond[axis] = scale * bonds.vector[axis];
            }
        }
        return byBond;
    }

    /** With unit vectors u, v along the bonds and s their relative sense, cos = s u·v and ∂cos/∂r_u = (s v − cos u) / |r_u|. */
    private void addAngle(int angle, double byCosine) {
        CrystalGraph.Bonds bonds = graph.shortBonds;
        int p = graph.angles.first()[angle];
        int q = graph.angles.second()[angle];
        double sense = graph.angles.sense()[angle];
        double cosine = graph.angles.cosine()[angle];
        for (int axis = 0; axis < 3; axis++) {
            double u = bonds.vector[3 * p + axis] / bonds.length[p];
            double v = bonds.vector[3 * q + axis] / bonds.length[q];
            byShortBond[3 * p + axis] += byCosine * (sense * v - cosine * u) / bonds.length[p];
            byShortBond[3 * q + axis] += byCosine * (sense * u - cosine * v) / bonds.length[q];
        }
    }

    /** [n][3], minus the derivative of the total energy by the Cartesian positions, in eV/angstrom. */
    double[][] forcesEvPerAngstrom() {
        double[][] forces = new double[graph.structure.atomCount()][3];
        addForces(forces, graph.shortBonds, byShortBond);
        addForces(forces, graph.longBonds, byLongBond);
        return forces;
    }

    private static void addForces(double[][] forces, CrystalGraph.Bonds bonds, double[] byBond) {
        for (int bond = 0; bond < bonds.count; bond++) {
            for (int axis = 0; axis < 3; axis++) {
                forces[bonds.from[bond]][axis] += byBond[3 * bond + axis];
                forces[bonds.to[bond]][axis] -= byBond[3 * bond + axis];
            }
        }
    }

    /** [3][3], derivative of the total energy by the strain over the volume, in eV per cubic angstrom. */
    double[][] stressEvPerCubicAngstrom() {
        double[][] stress = new double[3][3];
        double volume = graph.structure.volume();
        addStress(stress, graph.shortBonds, byShortBond, volume);
        addStress(stress, graph.longBonds, byLongBond, volume);
        return stress;
    }

    private static void addStress(double[][] stress, CrystalGraph.Bonds bonds, double[] byBond, double volume) {
        for (int bond = 0; bond < bonds.count; bond++) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    stress[i][j] += bonds.vector[3 * bond + i] * byBond[3 * bond + j] / volume;
                }
            }
        }
    }
}

package io.nucleate.evaluation;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

/** Visits the neighbours of atoms, with those in other cells. */
final class PeriodicImages {
    /** Receives a neighbour of an atom. */
    interface Visitor {
        /**
         * Receives a neighbour.
         *
         * @param atom atom whose neighbour it is
         * @param neighbour atom of the cell that it is an image of
         */
        void visit(int atom, int neighbour, double distanceAngstrom);
    }

    private PeriodicImages() {}

    /**
     * Visits for every atom all atoms within a distance, and some that are further away. Every atom
     * is its own neighbour too, at the distance 0 and, in other cells, further away.
     */
    static void visit(Structure structure, double reachAngstrom, Visitor visitor) {
        int atoms = structure.atomCount();
        double[][] vectors = structure.latticeVectors();
        double[][] frac = structure.fracs();
        double[] spacings = Vectors.planeSpacings(vectors);
        for (int i = 0; i < atoms; i++) {
            for (int j = 0; j < atoms; j++) {
                double[] first = new double[3];
                double[] last = new double[3];
                for (int k = 0; k < 3; k++) {
                    double difference = frac[j][k] - frac[i][k];
                    double reach = reachAngstrom / spacings[k];
                    first[k] = difference + Math.ceil(-reach - difference);
                    last[k] = reach;
                }
                for (double x = first[0]; x <= last[0]; x++) {
                    for (double y = first[1]; y <= last[1]; y++) {
                        for (double z = first[2]; z <= last[2]; z++) {
                            visitor.visit(
                                    i,
                                    j,
                                    Vectors.norm(
                                            Vectors.multiply(new double[] {x, y, z}, vectors)));
                        }
                    }
                }
            }
        }
    }
}

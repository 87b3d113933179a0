package io.nucleate.crystal.diffraction;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Vectors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lattice planes that the symmetry of a crystal, and Friedel's law, make equivalent.
 *
 * @param hkl the highest indices among them
 * @param reciprocalLengthPerAngstrom length of their reciprocal lattice vectors, 1/d
 * @param multiplicity number of them, both sides of each counted
 */
record PlaneFamily(MillerIndices hkl, double reciprocalLengthPerAngstrom, int multiplicity) {

    /** Returns the families with reciprocal lattice vectors up to a length, the origin left out. */
    static List<PlaneFamily> within(Crystal crystal, double reachPerAngstrom) {
        double[][] vectors = crystal.lattice().vectors();
        double[][] toFrac = Vectors.inverse(vectors);
        List<int[][]> rotations = laueRotations(crystal.spaceGroup());
        int[] highest = new int[3];
        for (int i = 0; i < 3; i++) {
            highest[i] = (int) Math.floor(reachPerAngstrom * Vectors.norm(vectors[i]));
        }
        List<PlaneFamily> families = new ArrayList<>();
        // One of each pair of opposite indices has h > 0, or h = 0 and k > 0, …: the family's
        // highest are among these.
        for (int h = 0; h <= highest[0]; h++) {
            for (int k = h == 0 ? 0 : -highest[1]; k <= highest[1]; k++) {
                for (int l = h == 0 && k == 0 ? 1 : -highest[2]; l <= highest[2]; l++) {
                    double length = reciprocalLength(h, k, l, toFrac);
                    if (length <= reachPerAngstrom) {
                        MillerIndices hkl = new MillerIndices(h, k, l);
                        Set<MillerIndices> orbit = orbit(hkl, rotations);
                        if (orbit.stream().allMatch(other -> other.compareTo(hkl) <= 0)) {
                            families.add(new PlaneFamily(hkl, length, orbit.size()));
                        }
                    }
                }
            }
        }
        return families;
    }

    /**
     * Reciprocal lattice vectors are the columns of the matrix that makes coordinates fractional.
     */
    private static double reciprocalLength(int h, int k, int l, double[][] toFrac) {
        double[] vector = new double[3];
        for (int i = 0; i < 3; i++) {
            vector[i] = toFrac[i][0] * h + toFrac[i][1] * k + toFrac[i][2] * l;
        }
        return Vectors.norm(vector);
    }

    /** Returns the rotations of a group, each once, and with each its opposite. */
    private static List<int[][]> laueRotations(SpaceGroup group) {
        List<AffineOperation> all = group.general().operations();
        List<int[][]> rotations = new ArrayList<>();
        // The tables list the operations once for each centring translation in turn.
        for (AffineOperation operation :
                all.subList(0, all.size() / group.centring().latticePoints())) {
            int[][] rotation = new int[3][3];
            int[][] opposite = new int[3][3];
            for (int i = 0; i < 9; i++) {
                rotation[i / 3][i % 3] = operation.rotation(i / 3, i % 3);
                opposite[i / 3][i % 3] = -rotation[i / 3][i % 3];
            }
            rotations.add(rotation);
            rotations.add(opposite);
        }
        return rotations;
    }

    /** Indices are rows: where positions become Rx, indices become hR. */
    private static Set<MillerIndices> orbit(MillerIndices hkl, List<int[][]> rotations) {
        Set<MillerIndices> orbit = new HashSet<>();
        for (int[][] r : rotations) {
            orbit.add(new MillerIndices(
                    hkl.h() * r[0][0] + hkl.k() * r[1][0] + hkl.l() * r[2][0],
                    hkl.h() * r[0][1] + hkl.k() * r[1][1] + hkl.l() * r[2][1],
                    hkl.h() * r[0][2] + hkl.k() * r[1][2] + hkl.l() * r[2][2]));
        }
        return orbit;
    }
}

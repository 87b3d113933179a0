package io.nucleate.crystal.diffraction;

import io.nucleate.crystal.Structure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the atoms of a cell scatter together: {@code F(hkl) = Σ f exp(2πi (hx + ky + lz))}. */
final class StructureFactor {
    private final Map<ScatteringFactors, List<double[]>> positions = new LinkedHashMap<>();

    StructureFactor(Structure structure) {
        double[][] frac = structure.fracs();
        for (int atom = 0; atom < frac.length; atom++) {
            positions
                    .computeIfAbsent(
                            ScatteringFactors.of(structure.element(atom)), f -> new ArrayList<>())
                    .add(frac[atom]);
        }
    }

    /**
     * Returns {@code |F|²}, in electrons squared.
     *
     * @param perAngstrom length of the reciprocal lattice vector, 2 sin θ/λ
     */
    double squared(MillerIndices hkl, double perAngstrom) {
        double s2 = perAngstrom * perAngstrom / 4;
        double real = 0;
        double imaginary = 0;
        for (Map.Entry<ScatteringFactors, List<double[]>> element : positions.entrySet()) {
            double electrons = element.getKey().electrons(s2);
            for (double[] frac : element.getValue()) {
                double phase =
                        2 * Math.PI * (hkl.h() * frac[0] + hkl.k() * frac[1] + hkl.l() * frac[2]);
                real += electrons * Math.cos(phase);
                imaginary += electrons * Math.sin(phase);
            }
        }
        return real * real + imaginary * imaginary;
    }
}

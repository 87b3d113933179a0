package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.ReducedCell;
import io.nucleate.crystal.Vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reduces a cell to a primitive one. */
final class PrimitiveCells {
    private PrimitiveCells() {}

    /**
     * Returns the primitive cell, Minkowski reduced and right-handed. Atoms that its translations
     * make equivalent become one at their mean position. Empty if the translations found within the
     * tolerance form no lattice.
     */
    static Optional<AtomicCell> of(AtomicCell cell, double toleranceAngstrom) {
        List<AtomMapping> translations = translations(cell, toleranceAngstrom);
        int count = translations.size();
        int[][] rows = new int[3 + count][3];
        for (int i = 0; i < 3; i++) {
            rows[i][i] = count;
        }
        // The translations modulo the cell are a group of this order, so that this many times each
        // is a whole number.
        double[][] exact = new double[count][3];
        for (int k = 0; k < count; k++) {
            double[] translation = translations.get(k).operation().translation();
            for (int i = 0; i < 3; i++) {
                rows[3 + k][i] = (int) Math.rint(count * translation[i]);
                exact[k][i] = rows[3 + k][i] / (double) count;
            }
            if (cell.length(AtomicCell.between(exact[k], translation)) > toleranceAngstrom) {
                return Optional.empty();
            }
        }
        IntegerMatrices.toEchelon(rows);
        int[][] basis = {rows[0], rows[1], rows[2]};
        if (Math.abs(IntegerMatrices.determinant(basis)) != count * count) {
            return Optional.empty();
        }
        return merge(cell, translations, exact, basis);
    }

    /**
     * Finds all translations that map the structure onto itself, modulo those of the cell; zero is
     * the first.
     */
    private static List<AtomMapping> translations(AtomicCell cell, double toleranceAngstrom) {
        int[][] identity = IntegerMatrices.identity(3);
        List<AtomMapping> translations = new ArrayList<>();
        for (int atom = 0; atom < cell.rarestCount(); atom++) {
            double[] translation = AtomicCell.between(cell.frac(0), cell.frac(atom));
            cell.mapping(identity, translation, toleranceAngstrom).ifPresent(translations::add);
        }
        return translations;
    }

    private static Optional<AtomicCell> merge(
            AtomicCell cell, List<AtomMapping> translations, double[][] exact, int[][] basis) {
        int count = translations.size();
        List<Integer> kept = new ArrayList<>();
        List<double[]> means = new ArrayList<>();
        boolean[] merged = new boolean[cell.atomCount()];
        for (int atom = 0; atom < cell.atomCount(); atom++) {
            if (merged[atom]) {
                continue;
            }
            double[] mean = cell.frac(atom).clone();
            for (int k = 0; k < count; k++) {
                int image = translations.get(k).images()[atom];
                if (merged[image]) {
                    return Optional.empty();
                }
                merged[image] = true;
                for (int i = 0; i < 3; i++) {
                    double residual = cell.frac(image)[i] - exact[k][i] - cell.frac(atom)[i];
                    mean[i] += Vectors.nearest(residual) / count;
                }
            }
            kept.add(atom);
            means.add(mean);
        }
        double[][] primitive = IntegerMatrices.toDoubles(basis);
        for (double[] row : primitive) {
            for (int i = 0; i < 3; i++) {
                row[i] /= count;
            }
        }
        return Optional.of(reduced(
                cell, primitive, kept.stream().mapToInt(Integer::intValue).toArray(), means));
    }

    /**
     * Returns the reduced cell of a primitive one.
     *
     * @param primitive rows: primitive vectors in units of the cell's
     */
    private static AtomicCell reduced(
            AtomicCell cell, double[][] primitive, int[] atoms, List<double[]> positions) {
        ReducedCell reduced = ReducedCell.of(Vectors.multiply(primitive, cell.vectors()));
        double[][] toReduced =
                Vectors.multiply(Vectors.inverse(primitive), reduced.inverseTransform());
        double[][] vectors = reduced.vectors();
        double[][] frac = new double[atoms.length][];
        // Turning all three vectors round changes the handedness and nothing else.
        int sign = Vectors.determinant(vectors) < 0 ? -1 : 1;
        for (double[] vector : vectors) {
            for (int i = 0; i < 3; i++) {
                vector[i] *= sign;
            }
        }
        for (int atom = 0; atom < atoms.length; atom++) {
            frac[atom] = Vectors.multiply(positions.get(atom), toReduced);
            for (int i = 0; i < 3; i++) {
                frac[atom][i] = Vectors.wrap(sign * frac[atom][i]);
            }
        }
        return cell.with(vectors, atoms, frac);
    }
}

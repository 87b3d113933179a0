package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.Centring;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Vectors;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A space group in its standard setting, prepared for comparison with the operations of a
 * structure.
 */
final class TabulatedGroup {
    private static final Map<Long, List<TabulatedGroup>> BY_TYPES = IntStream.rangeClosed(
                    1, SpaceGroup.COUNT)
            .mapToObj(number -> new TabulatedGroup(SpaceGroup.of(number)))
            .collect(Collectors.groupingBy(group -> PointGroup.types(rotations(group.operations))));

    private final SpaceGroup spaceGroup;
    private final List<SeitzOperation> operations;
    private final List<SeitzOperation> generators;
    private final OriginEquations equations;

    private TabulatedGroup(SpaceGroup spaceGroup) {
        this.spaceGroup = spaceGroup;
        Centring centring = spaceGroup.centring();
        List<AffineOperation> all = spaceGroup.general().operations();
        this.operations = all.subList(0, all.size() / centring.latticePoints()).stream()
                .map(TabulatedGroup::operation)
                .toList();
        this.generators = PointGroup.generators(rotations(operations)).orElseThrow().stream()
                .map(operations::get)
                .toList();
        double[][] toPrimitive = centring.toPrimitive();
        this.equations = new OriginEquations(generators.stream()
                .map(generator -> inPrimitiveBasis(generator.rotation(), toPrimitive))
                .toList());
    }

    private static SeitzOperation operation(AffineOperation tabulated) {
        int[][] rotation = new int[3][3];
        double[] translation = new double[3];
        for (int i = 0; i < 3; i++) {
            translation[i] = tabulated.translation(i);
            for (int j = 0; j < 3; j++) {
                rotation[i][j] = tabulated.rotation(i, j);
            }
        }
        return new SeitzOperation(rotation, translation);
    }

    /**
     * Converts a rotation to the primitive basis. Rotations act on columns of coordinates, the
     * basis changes rows of them: hence the transposes.
     */
    private static int[][] inPrimitiveBasis(int[][] rotation, double[][] toPrimitive) {
        double[][] rows = Vectors.multiply(
                Vectors.multiply(
                        Vectors.inverse(toPrimitive),
                        IntegerMatrices.toDoubles(transposed(rotation))),
                toPrimitive);
        return transposed(IntegerMatrices.rounded(rows));
    }

    private static int[][] transposed(int[][] m) {
        int[][] transposed = new int[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                transposed[j][i] = m[i][j];
            }
        }
        return transposed;
    }

    private static List<int[][]> rotations(List<SeitzOperation> operations) {
        return operations.stream().map(SeitzOperation::rotation).toList();
    }

    /** Returns the groups of a crystal class, given by {@link PointGroup#types}. */
    static List<TabulatedGroup> ofTypes(long types) {
        return BY_TYPES.get(types);
    }

    SpaceGroup spaceGroup() {
        return spaceGroup;
    }

    /** Returns the operations, without those that differ from another one only by a centring. */
    List<SeitzOperation> operations() {
        return operations;
    }

    /**
     * Finds the origin at which the operations of a structure are those of this group, in the same
     * axes; empty if there is none. The generators give the origin up to the noise of their
     * translations; the mean over all operations removes the noise.
     *
     * @param found the operations of the structure in these axes, by the key of their rotation
     */
    Optional<double[]> originOf(Map<Long, AtomMapping> found) {
        double[] differences = new double[3 * generators.size()];
        for (int k = 0; k < generators.size(); k++) {
            AtomMapping mapping =
                    found.get(IntegerMatrices.key(generators.get(k).rotation()));
            if (mapping == null) {
                return Optional.empty();
            }
            double[] difference =
                    difference(generators.get(k), mapping.operation().translation());
            System.arraycopy(difference, 0, differences, 3 * k, 3);
        }
        return equations.solve(differences).map(rough -> refined(rough, found));
    }

    /**
     * Returns the translation of the tabulated operation less that of the one found, in the
     * primitive basis.
     */
    private double[] difference(SeitzOperation tabulated, double[] found) {
        double[] difference = new double[3];
        for (int i = 0; i < 3; i++) {
            difference[i] = tabulated.translation()[i] - found[i];
        }
        return Vectors.multiply(difference, spaceGroup.centring().toPrimitive());
    }

    /**
     * Corrects an origin p by subtracting the mean of the residuals r = τ − t − (R − 1) p. Summed
     * over a group, R − 1 is minus the number of operations, on all vectors that have no part which
     * every rotation leaves alone; so this mean is the error of p.
     */
    private double[] refined(double[] roughPrimitive, Map<Long, AtomMapping> found) {
        double[][] toConventional = Vectors.inverse(spaceGroup.centring().toPrimitive());
        double[] rough = Vectors.multiply(roughPrimitive, toConventional);
        double[] mean = new double[3];
        for (SeitzOperation operation : operations) {
            double[] moved = found.get(IntegerMatrices.key(operation.rotation()))
                    .operation()
                    .apply(rough);
            for (int i = 0; i < 3; i++) {
                moved[i] -= rough[i];
            }
            double[] residual = difference(operation, moved);
            for (int i = 0; i < 3; i++) {
                mean[i] += Vectors.nearest(residual[i]) / operations.size();
            }
        }
        double[] refined = new double[3];
        for (int i = 0; i < 3; i++) {
            refined[i] = roughPrimitive[i] - mean[i];
        }
        return Vectors.multiply(refined, toConventional);
    }
}

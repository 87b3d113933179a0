package io.nucleate.crystal.matching;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A structure that is prepared for {@link StructureMatcher}: its primitive cell, Minkowski reduced
 * and scaled to one unit of volume per atom. Atoms are sorted by element, those of the rarest
 * element first. Prepare once, compare often. Immutable.
 */
public final class PreparedStructure {
    /**
     * A translation that maps atoms onto one another within this distance makes a cell
     * non-primitive, as in pymatgen.
     */
    private static final double PRIMITIVE_TOLERANCE_ANGSTROM = 0.25;

    private final String formula;
    final int[] atomicNumbers;
    final double[][] frac;
    final double[][] vectors;
    /** a, b, c in units of the cube root of the volume per atom, then the angles in degrees. */
    final double[] parameters;

    private PreparedStructure(Structure structure) {
        Composition composition = structure.composition();
        this.formula = composition.reducedFormula();
        int[] order = IntStream.range(0, structure.atomCount())
                .boxed()
                .sorted(Comparator.comparingDouble(
                                (Integer atom) -> composition.amount(structure.element(atom)))
                        .thenComparingInt(structure::atomicNumber))
                .mapToInt(Integer::intValue)
                .toArray();
        this.atomicNumbers = Arrays.stream(order).map(structure::atomicNumber).toArray();
        double[][] unordered = structure.fracs();
        this.frac = Arrays.stream(order).mapToObj(atom -> unordered[atom]).toArray(double[][]::new);
        double scale = Math.cbrt(structure.atomCount() / structure.volume());
        this.vectors = Vectors.multiply(scale, structure.latticeVectors());
        this.parameters = Lattice.ofVectors(vectors).parameters();
    }

    /** Prepares a structure, given in any cell. */
    public static PreparedStructure of(Structure structure) {
        return new PreparedStructure(
                new PrimitiveReduction(PRIMITIVE_TOLERANCE_ANGSTROM).of(structure));
    }

    /** Returns the reduced formula. Structures of different formulas never match. */
    public String formula() {
        return formula;
    }

    /** Returns the number of atoms in the primitive cell. */
    public int atomCount() {
        return atomicNumbers.length;
    }

    /** Returns the end of the run of atoms of one element that starts at an atom. */
    int endOfKind(int start) {
        int end = start;
        while (end < atomicNumbers.length && atomicNumbers[end] == atomicNumbers[start]) {
            end++;
        }
        return end;
    }
}

package io.nucleate.energy.relaxation;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import java.util.ArrayList;
import java.util.List;

/**
 * A pair potential in double precision, for tests that need the physics to the last digits. The
 * length of its Morse bonds grows with the atomic numbers, and the energy falls smoothly to zero at
 * the cutoff. It cannot evaluate neon, and helium has forces that are not numbers.
 */
public final class MorsePotential implements Potential {
    private static final double CUTOFF = 5;
    private static final double DEPTH_EV = 0.4;
    private static final double WIDTH = 1.2;

    private final List<Integer> batchSizes = new ArrayList<>();

    /** Returns the number of structures in each call. */
    List<Integer> batchSizes() {
        return batchSizes;
    }

    @Override
    public String name() {
        return "morse-1";
    }

    @Override
    public boolean knows(Element element) {
        return true;
    }

    @Override
    public List<Result<Prediction>> evaluate(List<Structure> structures, RequestedQuantities what) {
        batchSizes.add(structures.size());
        return structures.stream().map(MorsePotential::evaluate).toList();
    }

    private static Result<Prediction> evaluate(Structure structure) {
        if (structure.composition().amount(Element.Ne) > 0) {
            return Result.failure(UNSUPPORTED, "neon");
        }
        Sums sums = new Sums(structure);
        if (structure.composition().amount(Element.He) > 0) {
            sums.forces[0][0] = Double.NaN;
        }
        return Prediction.of(
                "morse-1",
                sums.energyEv / structure.atomCount(),
                sums.forces,
                sums.stress,
                new double[0],
                new double[0][]);
    }

    @Override
    public void close() {}

    private static final class Sums {
        private final Structure structure;
        private final double[][] forces;
        private final double[][] stress = new double[3][3];
        private double energyEv;

        Sums(Structure structure) {
            this.structure = structure;
            forces = new double[structure.atomCount()][3];
            double[] spacing = Vectors.planeSpacings(structure.latticeVectors());
            int[] cells = new int[3];
            for (int axis = 0; axis < 3; axis++) {
                cells[axis] = (int) Math.ceil(CUTOFF / spacing[axis]) + 1;
            }
            for (int i = 0; i < forces.length; i++) {
                for (int j = 0; j < forces.length; j++) {
                    for (int a = -cells[0]; a <= cells[0]; a++) {
                        for (int b = -cells[1]; b <= cells[1]; b++) {
                            for (int c = -cells[2]; c <= cells[2]; c++) {
                                add(i, j, a, b, c);
                            }
                        }
                    }
                }
            }
        }

        /** Adds half of the energy of a pair; each pair comes once from each of its ends. */
        private void add(int i, int j, int... cell) {
            double[] difference = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                difference[axis] =
                        Vectors.nearest(structure.frac(j, axis) - structure.frac(i, axis))
                                + cell[axis];
            }
            double[] r = Vectors.multiply(difference, structure.latticeVectors());
            double length = Vectors.norm(r);
            if (length == 0 || length >= CUTOFF) {
                return;
            }
            double bond = 2.2 + 0.01 * (structure.atomicNumber(i) + structure.atomicNumber(j));
            double decay = Math.exp(-WIDTH * (length - bond));
            double morse = DEPTH_EV * (decay * decay - 2 * decay);
            double morseSlope = -2 * WIDTH * DEPTH_EV * (decay * decay - decay);
            double inside = 1 - length * length / (CUTOFF * CUTOFF);
            double envelope = inside * inside * inside;
            double envelopeSlope = -6 * inside * inside * length / (CUTOFF * CUTOFF);
            double slope = (morseSlope * envelope + morse * envelopeSlope) / 2;
            energyEv += morse * envelope / 2;
            for (int axis = 0; axis < 3; axis++) {
                forces[i][axis] += slope * r[axis] / length;
                forces[j][axis] -= slope * r[axis] / length;
                for (int other = 0; other < 3; other++) {
                    stress[axis][other] += slope * r[axis] * r[other] / length / structure.volume();
                }
            }
        }
    }
}

package io.nucleate.energy.potential;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * A batch of structures for a TorchScript module. Makes the tensors that a {@link ModelCard} asks
 * for, and turns the derivatives of the energy, or the module's own results, into forces and
 * stresses.
 *
 * <p>Each bond is two directed edges. The edges of a structure stand together: first one edge for
 * each bond from its first end to its second, then one for each bond in the opposite direction.
 */
final class StructurePack {
    private final ModelCard card;
    private final List<BondedStructure> items;
    private final int atomCount;
    private final int edgeCount;

    /**
     * A structure with its bonds.
     *
     * @param index place of the structure in the caller's list
     * @param bonds all bonds within the cutoff of the module
     */
    record BondedStructure(int index, Structure structure, Bonds bonds) {
        int edgeCount() {
            return 2 * bonds.count();
        }
    }

    StructurePack(ModelCard card, List<BondedStructure> items) {
        this.card = card;
        this.items = items;
        atomCount = items.stream().mapToInt(item -> item.structure.atomCount()).sum();
        edgeCount = items.stream().mapToInt(BondedStructure::edgeCount).sum();
    }

    int atomCount() {
        return atomCount;
    }

    int structureCount() {
        return items.size();
    }

    /** Makes an argument of the module, in the units and the type that the card states. */
    NDArray array(NDManager scope, ModelCard.TensorSpec<ModelCard.Input> input) {
        int structures = items.size();
        return switch (input.role()) {
            case ATOMIC_NUMBERS -> scope.create(atomicNumbers());
            case SPECIES -> scope.create(species());
            case EDGE_INDEX -> scope.create(edgeIndex(), new Shape(2, edgeCount));
            case STRUCTURE_OF_ATOM -> scope.create(structureOfAtom());
            case EDGE_VECTORS -> real(scope, edgeVectors(), input.type(), new Shape(edgeCount, 3));
            case EDGE_SHIFTS -> real(scope, edgeShifts(), input.type(), new Shape(edgeCount, 3));
            case POSITIONS -> real(scope, positions(), input.type(), new Shape(atomCount, 3));
            case CELLS -> real(scope, cells(), input.type(), new Shape(structures, 3, 3));
        };
    }

    private static NDArray real(
            NDManager scope, double[] values, ModelCard.Type type, Shape shape) {
        if (type == ModelCard.Type.FLOAT64) {
            return scope.create(values, shape);
        }
        float[] single = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            single[i] = (float) values[i];
        }
        return scope.create(FloatBuffer.wrap(single), shape);
    }

    private long[] atomicNumbers() {
        return items.stream()
                .flatMapToInt(item -> java.util.Arrays.stream(item.structure.atomicNumbers()))
                .asLongStream()
                .toArray();
    }

    private long[] species() {
        long[] species = atomicNumbers();
        for (int atom = 0; atom < atomCount; atom++) {
            species[atom] = card.speciesOf((int) species[atom]);
        }
        return species;
    }

    private long[] structureOfAtom() {
        long[] structure = new long[atomCount];
        int atom = 0;
        for (int i = 0; i < items.size(); i++) {
            for (int k = 0; k < items.get(i).structure.atomCount(); k++) {
                structure[atom++] = i;
            }
        }
        return structure;
    }

    private long[] edgeIndex() {
        long[] index = new long[2 * edgeCount];
        int edge = 0;
        int atom = 0;
        for (BondedStructure item : items) {
            Bonds bonds = item.bonds;
            for (int bond = 0; bond < bonds.count(); bond++) {
                int own = edge + bond;
                int opposite = own + bonds.count();
                index[own] = (long) atom + bonds.from()[bond];
                index[edgeCount + own] = (long) atom + bonds.to()[bond];
                index[opposite] = index[edgeCount + own];
                index[edgeCount + opposite] = index[own];
            }
            edge += item.edgeCount();
            atom += item.structure.atomCount();
        }
        return index;
    }

    private double[] edgeVectors() {
        double[] vectors = new double[3 * edgeCount];
        double scale = card.edgeSign() / card.lengthUnitAngstrom();
        int start = 0;
        for (BondedStructure item : items) {
            double[] own = item.bonds.vectorAngstrom();
            for (int i = 0; i < own.length; i++) {
                vectors[start + i] = scale * own[i];
                vectors[start + own.length + i] = -scale * own[i];
            }
            start += 2 * own.length;
        }
        return vectors;
    }

    /**
     * Returns for each edge the lattice translation in it, as three whole numbers: the edge vector
     * minus the difference of the two positions, in fractional coordinates.
     */
    private double[] edgeShifts() {
        double[] shifts = new double[3 * edgeCount];
        int start = 0;
        for (BondedStructure item : items) {
            Bonds bonds = item.bonds;
            double[][] inverse = Vectors.inverse(item.structure.latticeVectors());
            int half = 3 * bonds.count();
            for (int bond = 0; bond < bonds.count(); bond++) {
                double[] frac = Vectors.multiply(bonds.vectorOf(bond), inverse);
                for (int axis = 0; axis < 3; axis++) {
                    double shift = Math.rint(frac[axis]
                            - item.structure.frac(bonds.to()[bond], axis)
                            + item.structure.frac(bonds.from()[bond], axis));
                    shifts[start + 3 * bond + axis] = card.edgeSign() * shift;
                    shifts[start + half + 3 * bond + axis] = -card.edgeSign() * shift;
                }
            }
            start += 2 * half;
        }
        return shifts;
    }

    private double[] positions() {
        double[] positions = new double[3 * atomCount];
        int next = 0;
        for (BondedStructure item : items) {
            for (int atom = 0; atom < item.structure.atomCount(); atom++) {
                for (double coordinate : item.structure.cartesian(atom)) {
                    positions[next++] = coordinate / card.lengthUnitAngstrom();
                }
            }
        }
        return positions;
    }

    private double[] cells() {
        double[] cells = new double[9 * items.size()];
        int next = 0;
        for (BondedStructure item : items) {
            for (double[] row : item.structure.latticeVectors()) {
                for (double coordinate : row) {
                    cells[next++] = coordinate / card.lengthUnitAngstrom();
                }
            }
        }
        return cells;
    }

    /**
     * The forces and the stress of a structure of n atoms.
     *
     * @param forcesEvPerAngstrom [n][3]
     * @param stressEvPerAngstrom3 [3][3]
     */
    record Response(double[][] forcesEvPerAngstrom, double[][] stressEvPerAngstrom3) {}

    /**
     * Sums over the bonds or atoms of a structure, on the way to a response.
     *
     * @param forces [n][3] in eV/angstrom
     * @param virial [3][3] in eV, derivative of the total energy by the strain
     */
    private record Sums(double[][] forces, double[][] virial) {
        static Sums of(Structure structure) {
            return new Sums(new double[structure.atomCount()][3], new double[3][3]);
        }

        /**
         * Divides the virial by the volume. The energy does not change when a structure is rotated,
         * so the virial is symmetric; its two halves are averaged, which removes the rounding.
         */
        Response perVolume(Structure structure) {
            double[][] stress = new double[3][3];
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    stress[i][j] = (virial[i][j] + virial[j][i]) / (2 * structure.volume());
                }
            }
            return new Response(forces, stress);
        }
    }

    /**
     * Computes forces and stresses from the derivatives of the total energy by the edge vectors. An
     * edge vector r from atom i to atom j adds ∂E/∂r to the force on i and −∂E/∂r to the force on
     * j. A strain ε changes r to r(1 + ε), so the edge adds r ⊗ ∂E/∂r to the virial.
     *
     * @param gradient [edges × 3], in the module's units
     */
    Response[] byEdgeVectors(double[] gradient) {
        Response[] responses = new Response[items.size()];
        double unit = card.edgeSign() * card.energyUnitEv() / card.lengthUnitAngstrom();
        int start = 0;
        for (int i = 0; i < responses.length; i++) {
            Bonds bonds = items.get(i).bonds;
            Sums sums = Sums.of(items.get(i).structure);
            for (int bond = 0; bond < bonds.count(); bond++) {
                double[] from = sums.forces[bonds.from()[bond]];
                double[] to = sums.forces[bonds.to()[bond]];
                for (int axis = 0; axis < 3; axis++) {
                    int own = start + 3 * bond + axis;
                    double slope = unit * (gradient[own] - gradient[own + 3 * bonds.count()]);
                    from[axis] += slope;
                    to[axis] -= slope;
                    for (int k = 0; k < 3; k++) {
                        sums.virial[k][axis] += bonds.vectorAngstrom()[3 * bond + k] * slope;
                    }
                }
            }
            responses[i] = sums.perVolume(items.get(i).structure);
            start += 6 * bonds.count();
        }
        return responses;
    }

    /**
     * Computes forces and stresses from the derivatives of the total energy by positions and by
     * lattice vectors. A strain changes both of them.
     *
     * @param byPosition [atoms × 3], in the module's units
     * @param byCell [structures × 3 × 3], in the module's units
     */
    Response[] byPositions(double[] byPosition, double[] byCell) {
        Response[] responses = new Response[items.size()];
        double unit = card.energyUnitEv() / card.lengthUnitAngstrom();
        int row = 0;
        for (int i = 0; i < responses.length; i++) {
            Structure structure = items.get(i).structure;
            Sums sums = Sums.of(structure);
            for (int atom = 0; atom < structure.atomCount(); atom++, row++) {
                for (int axis = 0; axis < 3; axis++) {
                    double slope = unit * byPosition[3 * row + axis];
                    sums.forces[atom][axis] = -slope;
                    addScaled(sums.virial, structure.cartesian(atom), axis, slope);
                }
            }
            for (int k = 0; k < 3; k++) {
                for (int axis = 0; axis < 3; axis++) {
                    addScaled(
                            sums.virial,
                            structure.latticeVectors()[k],
                            axis,
                            unit * byCell[9 * i + 3 * k + axis]);
                }
            }
            responses[i] = sums.perVolume(structure);
        }
        return responses;
    }

    private static void addScaled(double[][] virial, double[] vector, int axis, double slope) {
        for (int k = 0; k < 3; k++) {
            virial[k][axis] += vector[k] * slope;
        }
    }

    /**
     * Converts the forces and stresses that the module itself returns.
     *
     * @param forces [atoms × 3], in the module's units
     * @param stresses [structures × 3 × 3], in the module's units
     */
    Response[] ofModule(double[] forces, double[] stresses) {
        Response[] responses = new Response[items.size()];
        int row = 0;
        for (int i = 0; i < responses.length; i++) {
            Response response = new Response(
                    new double[items.get(i).structure.atomCount()][3], new double[3][3]);
            for (double[] force : response.forcesEvPerAngstrom) {
                for (int axis = 0; axis < 3; axis++) {
                    force[axis] = card.energyUnitEv()
                            / card.lengthUnitAngstrom()
                            * forces[3 * row + axis];
                }
                row++;
            }
            for (int k = 0; k < 9; k++) {
                response.stressEvPerAngstrom3[k / 3][k % 3] =
                        card.stressUnitEvPerAngstrom3() * stresses[9 * i + k];
            }
            responses[i] = response;
        }
        return responses;
    }
}

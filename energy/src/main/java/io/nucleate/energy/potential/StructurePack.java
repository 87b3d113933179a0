package io.nucleate.energy.potential;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * Structures side by side with their directed edges, as a {@link ModelCard} can ask for them, and
 * the way back from derivatives to forces and stresses. Of a structure's edges all those in their
 * bonds' own sense come first, then all in the opposite one.
 */
final class StructurePack {
    private final ModelCard card;
    private final List<Item> items;
    private final int atomCount;
    private final int edgeCount;

    /** A structure and its bonds within the cutoff, which are half the edges. */
    record Item(int index, Structure structure, Bonds bonds) {
        int edgeCount() {
            return 2 * bonds.count();
        }
    }

    StructurePack(ModelCard card, List<Item> items) {
        this.card = card;
        this.items = items;
        atomCount = items.stream().mapToInt(item -> item.structure.atomCount()).sum();
        edgeCount = items.stream().mapToInt(Item::edgeCount).sum();
    }

    int atomCount() {
        return atomCount;
    }

    int structureCount() {
        return items.size();
    }

    /** An argument of the module, in its units and its type. */
    NDArray array(NDManager scope, ModelCard.Tensor<ModelCard.Input> input) {
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
        for (Item item : items) {
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
        double scale = card.edgeSign() / card.lengthAngstrom();
        int start = 0;
        for (Item item : items) {
            double[] own = item.bonds.vector();
            for (int i = 0; i < own.length; i++) {
                vectors[start + i] = scale * own[i];
                vectors[start + own.length + i] = -scale * own[i];
            }
            start += 2 * own.length;
        }
        return vectors;
    }

    /**
     * Whole numbers: what a bond vector has beyond the difference of the positions, in the
     * lattice's own coordinates.
     */
    private double[] edgeShifts() {
        double[] shifts = new double[3 * edgeCount];
        int start = 0;
        for (Item item : items) {
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
        for (Item item : items) {
            for (int atom = 0; atom < item.structure.atomCount(); atom++) {
                for (double coordinate : item.structure.cartesian(atom)) {
                    positions[next++] = coordinate / card.lengthAngstrom();
                }
            }
        }
        return positions;
    }

    private double[] cells() {
        double[] cells = new double[9 * items.size()];
        int next = 0;
        for (Item item : items) {
            for (double[] row : item.structure.latticeVectors()) {
                for (double coordinate : row) {
                    cells[next++] = coordinate / card.lengthAngstrom();
                }
            }
        }
        return cells;
    }

    /**
     * Forces and stress of a structure.
     *
     * @param forces [n][3] in eV/angstrom
     * @param stress [3][3] in eV per cubic angstrom
     */
    record Response(double[][] forces, double[][] stress) {}

    /**
     * From the total energy's derivative by the edge vectors, in the module's units. A vector r
     * from i to j pulls at i by ∂E/∂r and at j by its opposite; under a strain ε it becomes r(1 +
     * ε).
     */
    Response[] byEdgeVectors(double[] gradient) {
        Response[] responses = new Response[items.size()];
        double unit = card.edgeSign() * card.energyEv() / card.lengthAngstrom();
        int start = 0;
        for (int i = 0; i < responses.length; i++) {
            Bonds bonds = items.get(i).bonds;
            Response response = response(items.get(i).structure);
            for (int bond = 0; bond < bonds.count(); bond++) {
                double[] from = response.forces[bonds.from()[bond]];
                double[] to = response.forces[bonds.to()[bond]];
                for (int axis = 0; axis < 3; axis++) {
                    int own = start + 3 * bond + axis;
                    double slope = unit * (gradient[own] - gradient[own + 3 * bonds.count()]);
                    from[axis] += slope;
                    to[axis] -= slope;
                    for (int k = 0; k < 3; k++) {
                        response.stress[k][axis] += bonds.vector()[3 * bond + k] * slope;
                    }
                }
            }
            responses[i] = perVolume(response, items.get(i).structure);
            start += 6 * bonds.count();
        }
        return responses;
    }

    /**
     * From the total energy's derivatives by positions and by cells, in the module's units: both
     * follow a strain.
     */
    Response[] byPositions(double[] byPosition, double[] byCell) {
        Response[] responses = new Response[items.size()];
        double unit = card.energyEv() / card.lengthAngstrom();
        int row = 0;
        for (int i = 0; i < responses.length; i++) {
            Structure structure = items.get(i).structure;
            Response response = response(structure);
            for (int atom = 0; atom < structure.atomCount(); atom++, row++) {
                for (int axis = 0; axis < 3; axis++) {
                    double slope = unit * byPosition[3 * row + axis];
                    response.forces[atom][axis] = -slope;
                    addScaled(response.stress, structure.cartesian(atom), axis, slope);
                }
            }
            for (int k = 0; k < 3; k++) {
                for (int axis = 0; axis < 3; axis++) {
                    addScaled(
                            response.stress,
                            structure.latticeVectors()[k],
                            axis,
                            unit * byCell[9 * i + 3 * k + axis]);
                }
            }
            responses[i] = perVolume(response, structure);
        }
        return responses;
    }

    private static void addScaled(double[][] stress, double[] vector, int axis, double slope) {
        for (int k = 0; k < 3; k++) {
            stress[k][axis] += vector[k] * slope;
        }
    }

    /** From what the module itself returns, in its units. */
    Response[] ofModule(double[] forces, double[] stresses) {
        Response[] responses = new Response[items.size()];
        int row = 0;
        for (int i = 0; i < responses.length; i++) {
            Response response = response(items.get(i).structure);
            for (double[] force : response.forces) {
                for (int axis = 0; axis < 3; axis++) {
                    force[axis] = card.energyEv() / card.lengthAngstrom() * forces[3 * row + axis];
                }
                row++;
            }
            for (int k = 0; k < 9; k++) {
                response.stress[k / 3][k % 3] =
                        card.stressEvPerCubicAngstrom() * stresses[9 * i + k];
            }
            responses[i] = response;
        }
        return responses;
    }

    private static Response response(Structure structure) {
        return new Response(new double[structure.atomCount()][3], new double[3][3]);
    }

    /**
     * A virial over the volume. It is symmetric but for rounding, as the energy does not change
     * when the whole turns.
     */
    private static Response perVolume(Response response, Structure structure) {
        double[][] virial = response.stress;
        double[][] stress = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                stress[i][j] = (virial[i][j] + virial[j][i]) / (2 * structure.volume());
            }
        }
        return new Response(response.forces, stress);
    }
}

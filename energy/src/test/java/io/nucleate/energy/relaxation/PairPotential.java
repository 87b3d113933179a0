package io.nucleate.energy.relaxation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Two atoms in a large cell, with a force along the line between them and no stress. */
final class PairPotential implements Potential {
    private final DoubleUnaryOperator energyEv;
    private final DoubleUnaryOperator slopeEvPerAngstrom;
    private int evaluations;

    PairPotential(DoubleUnaryOperator energyEv, DoubleUnaryOperator slopeEvPerAngstrom) {
        this.energyEv = energyEv;
        this.slopeEvPerAngstrom = slopeEvPerAngstrom;
    }

    /** Returns a pair at a distance along x. */
    static Crystal crystal(double distanceAngstrom) {
        return new Crystal(
                SpaceGroup.of(1),
                new Lattice(10, 10, 10, 90, 90, 90),
                List.of(
                        new Site(Element.Na, 'a', 0.3, 0.3, 0.3),
                        new Site(Element.Cl, 'a', 0.3 + distanceAngstrom / 10, 0.3, 0.3)));
    }

    /** Returns how often it was asked. */
    int evaluations() {
        return evaluations;
    }

    @Override
    public String name() {
        return "pair-1";
    }

    @Override
    public boolean knows(Element element) {
        return true;
    }

    @Override
    public List<Result<Prediction>> evaluate(List<Structure> structures, RequestedQuantities what) {
        evaluations++;
        return structures.stream().map(this::evaluate).toList();
    }

    private Result<Prediction> evaluate(Structure structure) {
        double[] first = structure.cartesian(0);
        double[] second = structure.cartesian(1);
        double[] line = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            line[axis] = second[axis] - first[axis];
        }
        double distance = Vectors.norm(line);
        double[][] forces = new double[2][3];
        for (int axis = 0; axis < 3; axis++) {
            forces[0][axis] = slopeEvPerAngstrom.applyAsDouble(distance) * line[axis] / distance;
            forces[1][axis] = -forces[0][axis];
        }
        return Prediction.of(
                name(),
                energyEv.applyAsDouble(distance) / 2,
                forces,
                new double[3][3],
                new double[0],
                new double[0][]);
    }

    @Override
    public void close() {}
}

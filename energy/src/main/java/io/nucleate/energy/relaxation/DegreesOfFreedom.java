package io.nucleate.energy.relaxation;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.CrystalSystem;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.energy.potential.Prediction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ways in which a structure may move, as coordinates of equal kind. Each coordinate is the
 * amplitude of a pattern of displacements or strains; the patterns are orthogonal and of length
 * one, so that an optimiser sees distances between structures as they are. Without symmetry there
 * are as many as atoms have directions, and six strains. With it, only the patterns that keep every
 * operation of the space group: the free coordinates of each Wyckoff site, moved on all atoms of
 * the orbit together, and the free parameters of the lattice.
 *
 * <p>Displacements u of the reference structure's atoms and a strain ε give the positions (r + u)
 * exp(ε). A strain counts as the displacement it means between neighbouring atoms, for all atoms,
 * which makes cells of any size as stiff as their atoms. Points are arrays of the amplitudes in
 * angstrom, the displacements first.
 */
final class DegreesOfFreedom {
    private static final double SQRT_2 = Math.sqrt(2);
    private static final double[][] XX = {{1, 0, 0}, {0, 0, 0}, {0, 0, 0}};
    private static final double[][] YY = {{0, 0, 0}, {0, 1, 0}, {0, 0, 0}};
    private static final double[][] ZZ = {{0, 0, 0}, {0, 0, 0}, {0, 0, 1}};
    private static final double[][] YZ = {{0, 0, 0}, {0, 0, 1 / SQRT_2}, {0, 1 / SQRT_2, 0}};
    private static final double[][] XZ = {{0, 0, 1 / SQRT_2}, {0, 0, 0}, {1 / SQRT_2, 0, 0}};
    private static final double[][] XY = {{0, 1 / SQRT_2, 0}, {1 / SQRT_2, 0, 0}, {0, 0, 0}};
    private static final double[][] XX_YY = {{1 / SQRT_2, 0, 0}, {0, 1 / SQRT_2, 0}, {0, 0, 0}};
    private static final double[][] ALL = {
        {1 / Math.sqrt(3), 0, 0}, {0, 1 / Math.sqrt(3), 0}, {0, 0, 1 / Math.sqrt(3)}
    };

    /** Least part of a pattern that those before it lack. */
    private static final double INDEPENDENT = 1e-4;

    private final Structure reference;
    private final Crystal crystal;
    private final List<Displacement> displacements;
    private final double[][][] strains;
    private final double spacingAngstrom;
    private final double strainScaleAngstrom;

    /**
     * A pattern of displacements of consecutive atoms.
     *
     * @param directions Cartesian, one row for each of the atoms; squares add up to one
     */
    private record Displacement(int firstAtom, double[][] directions) {
        private double dot(Displacement other) {
            double sum = 0;
            for (int i = 0; i < directions.length; i++) {
                sum += Vectors.dot(directions[i], other.directions[i]);
            }
            return sum;
        }

        private void subtract(double factor, Displacement other) {
            for (int i = 0; i < directions.length; i++) {
                for (int axis = 0; axis < 3; axis++) {
                    directions[i][axis] -= factor * other.directions[i][axis];
                }
            }
        }

        private void divide(double factor) {
            for (double[] direction : directions) {
                for (int axis = 0; axis < 3; axis++) {
                    direction[axis] /= factor;
                }
            }
        }
    }

    private DegreesOfFreedom(
            Structure reference,
            Crystal crystal,
            List<Displacement> displacements,
            double[][][] strains) {
        this.reference = reference;
        this.crystal = crystal;
        this.displacements = displacements;
        this.strains = strains;
        spacingAngstrom = Math.cbrt(reference.volume() / reference.atomCount());
        strainScaleAngstrom = spacingAngstrom * Math.sqrt(reference.atomCount());
    }

    /** Every direction of every atom, and every strain of the cell. */
    static DegreesOfFreedom of(Structure structure) {
        List<Displacement> displacements = new ArrayList<>();
        for (int atom = 0; atom < structure.atomCount(); atom++) {
            for (int axis = 0; axis < 3; axis++) {
                double[] direction = new double[3];
                direction[axis] = 1;
                displacements.add(new Displacement(atom, new double[][] {direction}));
            }
        }
        return new DegreesOfFreedom(
                structure, null, displacements, strains(CrystalSystem.TRICLINIC));
    }

    /** What the space group leaves free, on the atoms of a primitive cell. */
    static DegreesOfFreedom of(Crystal crystal) {
        List<Displacement> displacements = new ArrayList<>();
        double[][] lattice = crystal.lattice().vectors();
        int latticePoints = crystal.spaceGroup().centring().latticePoints();
        int firstAtom = 0;
        for (Site site : crystal.sites()) {
            WyckoffPosition position = crystal.spaceGroup().position(site.wyckoff());
            int atoms = position.multiplicity() / latticePoints;
            List<Displacement> ofSite = new ArrayList<>();
            for (int axis = 0; axis < 3; axis++) {
                if (position.isFree(axis)) {
                    addOrthogonal(
                            ofSite,
                            new Displacement(firstAtom, orbit(position, axis, atoms, lattice)));
                }
            }
            displacements.addAll(ofSite);
            firstAtom += atoms;
        }
        return new DegreesOfFreedom(
                crystal.primitiveStructure(),
                crystal,
                displacements,
                strains(crystal.spaceGroup().crystalSystem()));
    }

    /**
     * How the atoms of an orbit move with a free coordinate of its representative, in the order of
     * the primitive structure.
     */
    private static double[][] orbit(
            WyckoffPosition position, int axis, int atoms, double[][] lattice) {
        double[] representative = new double[3];
        for (int row = 0; row < 3; row++) {
            representative[row] = position.first().rotation(row, axis);
        }
        double[][] directions = new double[atoms][];
        for (int atom = 0; atom < atoms; atom++) {
            AffineOperation operation = position.operations().get(atom);
            double[] image = new double[3];
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    image[row] += operation.rotation(row, column) * representative[column];
                }
            }
            directions[atom] = Vectors.multiply(image, lattice);
        }
        return directions;
    }

    /** Gram and Schmidt, twice, as once loses digits in skewed cells. */
    private static void addOrthogonal(List<Displacement> orthonormal, Displacement next) {
        next.divide(Math.sqrt(next.dot(next)));
        for (int pass = 0; pass < 2; pass++) {
            for (Displacement other : orthonormal) {
                next.subtract(next.dot(other), other);
            }
        }
        double length = Math.sqrt(next.dot(next));
        if (length < INDEPENDENT) {
            throw new IllegalArgumentException("the cell is too flat to tell its axes apart");
        }
        next.divide(length);
        orthonormal.add(next);
    }

    /**
     * Strains that keep the crystal system, of a cell whose a lies along x and b in the xy plane.
     */
    private static double[][][] strains(CrystalSystem system) {
        return switch (system) {
            case TRICLINIC -> new double[][][] {XX, YY, ZZ, YZ, XZ, XY};
            case MONOCLINIC -> new double[][][] {XX, YY, ZZ, XZ};
            case ORTHORHOMBIC -> new double[][][] {XX, YY, ZZ};
            case TETRAGONAL, TRIGONAL, HEXAGONAL -> new double[][][] {XX_YY, ZZ};
            case CUBIC -> new double[][][] {ALL};
        };
    }

    int count() {
        return displacements.size() + strains.length;
    }

    /** The structure where the optimiser starts: all amplitudes are zero. */
    Structure reference() {
        return reference;
    }

    /**
     * @throws IllegalArgumentException for a point so far away that its cell has no volume or its
     *     atoms no position
     */
    Structure structure(double[] point) {
        double[][] toFractional = Vectors.inverse(reference.latticeVectors());
        double[][] frac = reference.fracs();
        double[][] moved = displacements(point);
        for (int atom = 0; atom < frac.length; atom++) {
            double[] shift = Vectors.multiply(moved[atom], toFractional);
            for (int axis = 0; axis < 3; axis++) {
                frac[atom][axis] += shift[axis];
            }
        }
        double[][] lattice = Vectors.multiply(
                reference.latticeVectors(), Deformation.of(strain(point)).matrix());
        return new Structure(lattice, reference.atomicNumbers(), frac);
    }

    /**
     * The crystal, of the same space group and Wyckoff letters; empty where no symmetry was asked
     * for.
     *
     * @throws IllegalArgumentException as {@link #structure}
     */
    Optional<Crystal> crystal(double[] point) {
        if (crystal == null) {
            return Optional.empty();
        }
        double[][] lattice = crystal.lattice().vectors();
        double[][] toFractional = Vectors.inverse(lattice);
        double[][] moved = displacements(point);
        List<Site> sites = new ArrayList<>();
        int firstAtom = 0;
        for (Site site : crystal.sites()) {
            // The first atom of an orbit is the site itself.
            double[] shift = Vectors.multiply(moved[firstAtom], toFractional);
            sites.add(new Site(
                    site.element(),
                    site.wyckoff(),
                    site.x() + shift[0],
                    site.y() + shift[1],
                    site.z() + shift[2]));
            firstAtom += crystal.spaceGroup().position(site.wyckoff()).multiplicity()
                    / crystal.spaceGroup().centring().latticePoints();
        }
        double[][] strained =
                Vectors.multiply(lattice, Deformation.of(strain(point)).matrix());
        return Optional.of(new Crystal(crystal.spaceGroup(), Lattice.ofVectors(strained), sites));
    }

    /**
     * Derivative of the total energy by each amplitude, in eV/angstrom.
     *
     * @param prediction forces and stress at {@link #structure} of the same point
     */
    double[] gradientEvPerAngstrom(double[] point, Prediction prediction) {
        Deformation deformation = Deformation.of(strain(point));
        double[][] forces = prediction.forcesEvPerAngstrom();
        double[] gradient = new double[count()];
        for (int i = 0; i < displacements.size(); i++) {
            Displacement displacement = displacements.get(i);
            for (int j = 0; j < displacement.directions.length; j++) {
                double[] direction =
                        Vectors.multiply(displacement.directions[j], deformation.matrix());
                gradient[i] -= Vectors.dot(direction, forces[displacement.firstAtom + j]);
            }
        }
        double volume = reference.volume() * Vectors.determinant(deformation.matrix());
        for (int i = 0; i < strains.length; i++) {
            double[][] further = deformation.furtherStrain(strains[i]);
            double virial = 0;
            for (int row = 0; row < 3; row++) {
                virial += volume
                        * Vectors.dot(further[row], prediction.stressEvPerCubicAngstrom()[row]);
            }
            gradient[displacements.size() + i] = virial / strainScaleAngstrom;
        }
        return gradient;
    }

    /**
     * How far the atom that moves most goes with a step, or neighbours go from one another by its
     * strain, in angstrom.
     */
    double reachAngstrom(double[] step) {
        double largest = 0;
        for (double[] displacement : displacements(step)) {
            largest = Math.max(largest, Vectors.norm(displacement));
        }
        double[][] strain = strain(step);
        double norm = Math.sqrt(Vectors.dot(strain[0], strain[0])
                + Vectors.dot(strain[1], strain[1])
                + Vectors.dot(strain[2], strain[2]));
        return Math.max(largest, spacingAngstrom * norm);
    }

    private double[][] displacements(double[] point) {
        double[][] sums = new double[reference.atomCount()][3];
        for (int i = 0; i < displacements.size(); i++) {
            Displacement displacement = displacements.get(i);
            for (int j = 0; j < displacement.directions.length; j++) {
                for (int axis = 0; axis < 3; axis++) {
                    sums[displacement.firstAtom + j][axis] +=
                            point[i] * displacement.directions[j][axis];
                }
            }
        }
        return sums;
    }

    private double[][] strain(double[] point) {
        double[][] strain = new double[3][3];
        for (int i = 0; i < strains.length; i++) {
            double amplitude = point[displacements.size() + i] / strainScaleAngstrom;
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    strain[row][column] += amplitude * strains[i][row][column];
                }
            }
        }
        return strain;
    }
}

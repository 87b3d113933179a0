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
 * The degrees of freedom of a structure that is being relaxed. A degree of freedom is a pattern: a
 * set of displacements of atoms, or a strain of the cell. A structure is described by a point, the
 * array of the amplitudes of all patterns in angstrom: first those of the displacements, then those
 * of the strains. The patterns are orthogonal to each other and have length 1, so a distance
 * between points is a distance between structures.
 *
 * <p>Without symmetry there are 3n + 6 patterns for n atoms: each atom along each axis, and six
 * strains. With symmetry there are only the patterns that keep all operations of the space group.
 * Each free coordinate of a Wyckoff position moves all atoms of the orbit together, and only those
 * strains remain that keep the crystal system.
 *
 * <p>Displacements u of the reference structure and a strain ε give the positions (r + u) exp(ε).
 * The amplitude of a strain is ε L √n, where L is the cube root of the volume per atom, about the
 * distance of neighbours: the strain moves each of the n atoms by ε L against its neighbour. With
 * this unit a cell of any size is about as stiff as its atoms.
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

    /** Smallest length of the part of a pattern that is orthogonal to the patterns before it. */
    private static final double INDEPENDENT = 1e-4;

    private final Structure reference;
    private final Crystal crystal;
    private final List<Displacement> displacements;
    private final double[][][] strains;
    private final double spacingAngstrom;
    private final double strainScaleAngstrom;

    /**
     * A pattern that displaces m consecutive atoms.
     *
     * @param firstAtom number of the first of these atoms
     * @param directions [m][3], Cartesian displacement of each atom; the squares add up to 1
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

    /** Returns the degrees of freedom without symmetry. */
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

    /** Returns the degrees of freedom that keep the space group, for the primitive cell. */
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
     * Returns the Cartesian displacements of the atoms of an orbit when one free coordinate of its
     * first atom changes: [atoms][3], in the order of the primitive structure.
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

    /**
     * Makes a pattern orthogonal to others by the method of Gram and Schmidt, and adds it to them.
     * The method is applied twice, because once loses digits in skewed cells.
     */
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
     * Returns the strains that keep the crystal system of a cell whose a points along x and whose b
     * lies in the xy plane.
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

    /** Returns the structure whose amplitudes are all zero. A relaxation starts there. */
    Structure reference() {
        return reference;
    }

    /**
     * Returns the structure at a point.
     *
     * @throws IllegalArgumentException if the point is so far away that the cell has no volume or
     *     an atom no finite position
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
     * Returns the crystal at a point, which has the same space group and Wyckoff letters as at the
     * start; empty if the degrees of freedom do not keep symmetry.
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
     * Returns the derivative of the total energy by each amplitude, in eV/angstrom.
     *
     * @param prediction forces and stress of the {@link #structure} at the point
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
                virial +=
                        volume * Vectors.dot(further[row], prediction.stressEvPerAngstrom3()[row]);
            }
            gradient[displacements.size() + i] = virial / strainScaleAngstrom;
        }
        return gradient;
    }

    /**
     * Returns the reach of a step, in angstrom: the longest displacement of an atom, or the change
     * of the distance of neighbours by the strain, whichever is larger.
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

    /** Returns the displacements of all atoms at a point, [n][3] in angstrom. */
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

    /** Returns the strain at a point, [3][3]. */
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

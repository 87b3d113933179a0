package io.nucleate.crystal;

/**
 * Measures of a structure's geometry that need no energy, and are cheap reasons to reject it.
 * Distances include those to periodic images, also to an atom's own images; they are exact for
 * cells of any shape.
 *
 * @param shortestDistanceAngstrom between any two atoms
 * @param shortestDistanceOverRadii the smallest distance in units of the sum of the two covalent
 *     radii; bonds lie around 1
 * @param volumePerAtomAngstrom3 cell volume by number of atoms
 * @param densityGramPerCm3 mass density
 */
public record StructureChecks(
        double shortestDistanceAngstrom,
        double shortestDistanceOverRadii,
        double volumePerAtomAngstrom3,
        double densityGramPerCm3) {
    /** Atoms are closer in no known structure; the shortest distance is 0.747 angstrom, H to H. */
    public static final double DISTANCE_MIN_ANGSTROM = 0.7;

    /** The same over the sum of covalent radii; known structures have 0.650 or more. */
    public static final double DISTANCE_OVER_RADII_MIN = 0.6;

    /**
     * Density, in gram per cubic centimetre, of one unified atomic mass unit per cubic angstrom
     * (CODATA 2018).
     */
    private static final double G_PER_CM3_OF_U_PER_ANGSTROM3 = 1.66053906660;

    /** Measures a structure. */
    public static StructureChecks of(Structure structure) {
        int atoms = structure.atomCount();
        double[] radii = new double[atoms];
        double massU = 0;
        for (int i = 0; i < atoms; i++) {
            Element element = structure.element(i);
            radii[i] = CovalentRadius.ofAngstrom(element);
            massU += element.massU();
        }
        double volume = structure.volume();
        ReducedCell cell = ReducedCell.of(structure.latticeVectors());
        double[] shortest = shortest(cell, fractional(structure, cell), radii);
        return new StructureChecks(
                Math.sqrt(shortest[0]),
                Math.sqrt(shortest[1]),
                volume / atoms,
                G_PER_CM3_OF_U_PER_ANGSTROM3 * massU / volume);
    }

    /** Tells whether two atoms are closer than in any known structure. */
    public boolean atomsTooClose() {
        return !(shortestDistanceAngstrom >= DISTANCE_MIN_ANGSTROM
                && shortestDistanceOverRadii >= DISTANCE_OVER_RADII_MIN);
    }

    /**
     * Returns the square of the shortest distance, and the square of the shortest distance over the
     * sum of radii.
     */
    private static double[] shortest(ReducedCell cell, double[][] frac, double[] radii) {
        double[][] v = cell.vectors();
        double[][] images = neighbourCells(v);
        double ownImage = Vectors.dot(v[0], v[0]);
        double distance = ownImage;
        double relative = Double.POSITIVE_INFINITY;
        for (int i = 0; i < frac.length; i++) {
            relative = Math.min(relative, ownImage / (4 * radii[i] * radii[i]));
            for (int j = 0; j < i; j++) {
                double squared = nearestImageSquared(frac[i], frac[j], v, images);
                double bond = radii[i] + radii[j];
                distance = Math.min(distance, squared);
                relative = Math.min(relative, squared / (bond * bond));
            }
        }
        return new double[] {distance, relative};
    }

    private static double nearestImageSquared(
            double[] p, double[] q, double[][] v, double[][] images) {
        double a = Vectors.nearest(p[0] - q[0]);
        double b = Vectors.nearest(p[1] - q[1]);
        double c = Vectors.nearest(p[2] - q[2]);
        double x = a * v[0][0] + b * v[1][0] + c * v[2][0];
        double y = a * v[0][1] + b * v[1][1] + c * v[2][1];
        double z = a * v[0][2] + b * v[1][2] + c * v[2][2];
        double nearest = Double.POSITIVE_INFINITY;
        for (double[] image : images) {
            double dx = x + image[0];
            double dy = y + image[1];
            double dz = z + image[2];
            nearest = Math.min(nearest, dx * dx + dy * dy + dz * dz);
        }
        return nearest;
    }

    /** Returns the 27 lattice translations with coefficients -1, 0 and 1. */
    private static double[][] neighbourCells(double[][] v) {
        double[][] images = new double[27][];
        for (int i = 0; i < 27; i++) {
            images[i] = Vectors.multiply(new double[] {i / 9 - 1, i / 3 % 3 - 1, i % 3 - 1}, v);
        }
        return images;
    }

    /** Returns the fractional coordinates in the reduced cell. */
    private static double[][] fractional(Structure structure, ReducedCell cell) {
        double[][] toReduced = cell.inverseTransform();
        double[][] frac = structure.fracs();
        for (int i = 0; i < frac.length; i++) {
            frac[i] = Vectors.multiply(frac[i], toReduced);
        }
        return frac;
    }
}

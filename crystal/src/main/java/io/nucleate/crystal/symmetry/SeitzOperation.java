package io.nucleate.crystal.symmetry;

/**
 * A symmetry operation x → rotation · x + translation, which acts on columns of fractional
 * coordinates.
 *
 * @param rotation whole numbers, determinant 1 or -1
 */
record SeitzOperation(int[][] rotation, double[] translation) {
    /** Returns the image of a point, not wrapped into the cell. */
    double[] apply(double[] x) {
        double[] image = IntegerMatrices.multiply(rotation, x);
        for (int i = 0; i < 3; i++) {
            image[i] += translation[i];
        }
        return image;
    }
}

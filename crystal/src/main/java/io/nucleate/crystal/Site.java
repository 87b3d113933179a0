package io.nucleate.crystal;

/**
 * An occupied Wyckoff position.
 *
 * @param wyckoff letter, a to z and A
 * @param x first fractional coordinate of the representative atom, which the first operation of the
 *     position maps onto itself
 * @param y second fractional coordinate
 * @param z third fractional coordinate
 */
public record Site(Element element, char wyckoff, double x, double y, double z) {
    public Site {
        WyckoffPosition.numberOf(wyckoff);
        for (double coordinate : new double[] {x, y, z}) {
            if (Double.isNaN(coordinate) || Double.isInfinite(coordinate)) {
                throw new IllegalArgumentException("fractional coordinate " + coordinate + " of "
                        + element + " is not a number");
            }
        }
    }

    public double[] xyz() {
        return new double[] {x, y, z};
    }
}

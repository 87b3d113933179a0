package io.nucleate.evaluation;

/**
 * A number of members of a set, with the interval in which the fraction lies that a much larger set
 * of the same kind would have: Wilson's score interval of 95 % (J. Am. Stat. Assoc. 22, 209, 1927).
 *
 * @param count the number
 * @param fraction the number divided by the size of the set; 0 if the set is empty
 * @param fractionMin lower end of the interval; 0 if the set is empty
 * @param fractionMax upper end of the interval; 1 if the set is empty
 */
public record Share(int count, double fraction, double fractionMin, double fractionMax) {
    /** The normal distribution has 95 % of its weight within so many standard deviations. */
    private static final double STANDARD_DEVIATIONS = 1.959963984540054;

    /** Returns the share of a number in a set of a size. */
    public static Share of(long count, int total) {
        if (total == 0) {
            return new Share(Math.toIntExact(count), 0, 0, 1);
        }
        double fraction = count / (double) total;
        double squared = STANDARD_DEVIATIONS * STANDARD_DEVIATIONS;
        double centre = fraction + squared / (2 * total);
        double halfWidth = STANDARD_DEVIATIONS
                * Math.sqrt(fraction * (1 - fraction) / total + squared / (4.0 * total * total));
        double scale = 1 + squared / total;
        return new Share(
                Math.toIntExact(count),
                fraction,
                count == 0 ? 0 : (centre - halfWidth) / scale,
                count == total ? 1 : (centre + halfWidth) / scale);
    }
}

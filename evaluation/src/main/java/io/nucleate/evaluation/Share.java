package io.nucleate.evaluation;

/**
 * A number of members of a set.
 *
 * @param count the number
 * @param fraction the number divided by the size of the set; 0 if the set is empty
 */
public record Share(int count, double fraction) {
    /** Returns the share of a number in a set of a size. */
    public static Share of(long count, int total) {
        return new Share(Math.toIntExact(count), total == 0 ? 0 : count / (double) total);
    }
}

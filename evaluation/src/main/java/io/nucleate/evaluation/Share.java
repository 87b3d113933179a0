package io.nucleate.evaluation;

/**
 * So many out of so many.
 *
 * @param fraction 0 of none
 */
public record Share(int count, double fraction) {
    public static Share of(long count, int total) {
        return new Share(Math.toIntExact(count), total == 0 ? 0 : count / (double) total);
    }
}

package io.nucleate.dashboard.view.optimade;

/** Compares values of one kind: numbers with numbers, texts with texts. */
final class Comparisons {
    private Comparisons() {}

    /**
     * Tells whether {@code a operator b} holds.
     *
     * @param a a text or a Double, as b is
     */
    static boolean holds(Object a, String operator, Object b) {
        int order = a instanceof Double number
                ? Double.compare(number, (Double) b)
                : ((String) a).compareTo((String) b);
        return holds(order, operator);
    }

    private static boolean holds(int order, String operator) {
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "!=" -> order != 0;
            default -> order == 0;
        };
    }
}

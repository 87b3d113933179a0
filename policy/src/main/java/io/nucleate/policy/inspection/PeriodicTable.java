package io.nucleate.policy.inspection;

import io.nucleate.crystal.Element;

/** The periodic table of 18 columns. Lanthanides and actinides belong to the third. */
final class PeriodicTable {
    /** Number of the column that holds scandium, yttrium, lanthanides and actinides. */
    static final int RARE_EARTHS = 3;

    static final int COLUMNS = 18;
    private static final int[] ROW_STARTS = {1, 3, 11, 19, 37, 55, 87};
    private static final int LANTHANUM = 57;
    private static final int ACTINIUM = 89;
    private static final int F_ELEMENTS = 15;

    private PeriodicTable() {}

    /** Returns the row, 1 to 7. */
    static int row(Element element) {
        int row = ROW_STARTS.length;
        while (ROW_STARTS[row - 1] > element.atomicNumber()) {
            row--;
        }
        return row;
    }

    /** Returns the column, 1 to 18. */
    static int column(Element element) {
        int row = row(element);
        int place = element.atomicNumber() - ROW_STARTS[row - 1];
        if (isFElement(element)) {
            return RARE_EARTHS;
        } else if (row == 1) {
            return place == 0 ? 1 : COLUMNS;
        } else if (place < 2) {
            return 1 + place;
        } else if (row < 4) {
            return place + 11;
        }
        return row < 6 ? 1 + place : 2 + place - F_ELEMENTS;
    }

    /** Tells whether an element is from lanthanum to lutetium or from actinium to lawrencium. */
    static boolean isFElement(Element element) {
        return placeInF(element) >= 0;
    }

    /** Returns the place among the lanthanides or the actinides, from 0; -1 for other elements. */
    static int placeInF(Element element) {
        int first = element.atomicNumber() < ACTINIUM ? LANTHANUM : ACTINIUM;
        int place = element.atomicNumber() - first;
        return place < F_ELEMENTS ? Math.max(place, -1) : -1;
    }
}

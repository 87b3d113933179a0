package io.nucleate.dashboard.view.catalogue;

import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Scored;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The discoveries of a run by columns: what filters and orders need of each, so that a question is
 * answered by running along arrays. About 300 bytes each.
 */
final class Columns {
    private static final int ROWS_MIN = 64;

    private final double[][] numbers = new double[Column.count()][ROWS_MIN];
    private final Map<String, Integer> rows = new HashMap<>();
    private final Map<String, String> sources = new HashMap<>();
    private String[] protostructures = new String[ROWS_MIN];
    private String[] formulas = new String[ROWS_MIN];
    private String[] rowSources = new String[ROWS_MIN];
    private long[] sequences = new long[ROWS_MIN];
    private long[] lowElements = new long[ROWS_MIN];
    private long[] highElements = new long[ROWS_MIN];
    private boolean[] known = new boolean[ROWS_MIN];

    int size() {
        return rows.size();
    }

    double number(Column column, int row) {
        return numbers[column.ordinal()][row];
    }

    String protostructure(int row) {
        return protostructures[row];
    }

    String formula(int row) {
        return formulas[row];
    }

    ElementSet elements(int row) {
        return new ElementSet(lowElements[row], highElements[row]);
    }

    boolean isKnown(int row) {
        return known[row];
    }

    /** Returns run/generator/sequence. */
    String id(int row) {
        return rowSources[row] + "/" + sequences[row];
    }

    /** Returns the row of a candidate; -1 for none. */
    int rowOf(CandidateId id) {
        String source = CandidateIds.source(id);
        for (int row = 0; row < size(); row++) {
            if (sequences[row] == id.getSequence() && rowSources[row].equals(source)) {
                return row;
            }
        }
        return -1;
    }

    /** Returns the row of a kind of crystal; -1 for none. */
    int rowOf(String protostructure) {
        return rows.getOrDefault(protostructure, -1);
    }

    /** Adds a row, or replaces the one of the same protostructure. */
    void put(String protostructure, Scored scored) {
        int row = rowOf(protostructure);
        if (row < 0) {
            row = size();
            if (row == sequences.length) {
                grow(row + row / 2);
            }
            rows.put(protostructure, row);
        }
        CandidateId id = scored.getCandidate().getId();
        ElementSet elements = ElementSet.of(scored.getCandidate().getCrystal());
        for (Column column : Column.values()) {
            numbers[column.ordinal()][row] = column.of(scored);
        }
        protostructures[row] = protostructure;
        formulas[row] = scored.getFormula();
        rowSources[row] = sources.computeIfAbsent(CandidateIds.source(id), source -> source);
        sequences[row] = id.getSequence();
        lowElements[row] = elements.low();
        highElements[row] = elements.high();
        known[row] = scored.getKnownMaterial() != null;
    }

    /** Removes a row; the last one takes its place. */
    void remove(String protostructure) {
        int last = size() - 1;
        int row = rows.remove(protostructure);
        if (row != last) {
            for (double[] column : numbers) {
                column[row] = column[last];
            }
            protostructures[row] = protostructures[last];
            formulas[row] = formulas[last];
            rowSources[row] = rowSources[last];
            sequences[row] = sequences[last];
            lowElements[row] = lowElements[last];
            highElements[row] = highElements[last];
            known[row] = known[last];
            rows.put(protostructures[row], row);
        }
        protostructures[last] = null;
        formulas[last] = null;
        rowSources[last] = null;
    }

    /** Returns all numbers of a column, in no order. */
    double[] copy(Column column) {
        return Arrays.copyOf(numbers[column.ordinal()], size());
    }

    private void grow(int capacity) {
        for (int column = 0; column < numbers.length; column++) {
            numbers[column] = Arrays.copyOf(numbers[column], capacity);
        }
        protostructures = Arrays.copyOf(protostructures, capacity);
        formulas = Arrays.copyOf(formulas, capacity);
        rowSources = Arrays.copyOf(rowSources, capacity);
        sequences = Arrays.copyOf(sequences, capacity);
        lowElements = Arrays.copyOf(lowElements, capacity);
        highElements = Arrays.copyOf(highElements, capacity);
        known = Arrays.copyOf(known, capacity);
    }
}

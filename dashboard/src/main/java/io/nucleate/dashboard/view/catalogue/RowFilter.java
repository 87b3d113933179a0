package io.nucleate.dashboard.view.catalogue;

/** Says which rows of a catalogue are wanted. */
public interface RowFilter {
    boolean takes(Row row);
}

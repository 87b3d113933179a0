package io.nucleate.dashboard.view.catalogue;

/** A row of a catalogue, for as long as it is looked at. */
public final class Row {
    private final Columns columns;
    private final int index;

    Row(Columns columns, int index) {
        this.columns = columns;
        this.index = index;
    }

    /** Returns run/generator/sequence. */
    public String id() {
        return columns.id(index);
    }

    /** Returns the reduced formula. */
    public String formula() {
        return columns.formula(index);
    }

    public String protostructure() {
        return columns.protostructure(index);
    }

    public ElementSet elements() {
        return columns.elements(index);
    }

    /** Returns a number; NaN where it is not known. */
    public double number(Column column) {
        return columns.number(column, index);
    }

    /** Returns whether the protostructure is that of a known material. */
    public boolean isKnown() {
        return columns.isKnown(index);
    }
}

package io.nucleate.crystal.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;

import io.nucleate.crystal.Structure;

import java.io.IOException;
import java.io.Reader;
import java.util.Map;

/**
 * Reads a table of structures in the layout of the MP-20 data set: comma-separated, with a heading,
 * and a whole CIF in the column {@code cif}.
 */
final class CifTable {
    private static final String CIF = "cif";

    private CifTable() {}

    /**
     * Returns an entry for each row, counted from 1 below the heading: a structure line with the
     * other columns as its fields.
     */
    static StructureFiles.Entries entries(String source, Reader reader) throws IOException {
        MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(reader);
        int[] number = {0};
        return () -> {
            try {
                return rows.hasNextValue() ? entry(source, ++number[0], rows.nextValue()) : null;
            } catch (JsonProcessingException e) { // its message has several lines
                throw new IllegalArgumentException(
                        "not a CSV after row " + number[0] + ": " + e.getOriginalMessage(), e);
            }
        };
    }

    private static StructureEntry entry(String source, int number, Map<String, String> row) {
        String cif = row.get(CIF);
        if (cif == null) {
            throw new IllegalArgumentException("no column 'cif' but " + row.keySet()
                    + "; a table of structures needs one with a CIF in each row");
        }
        String place = StructureFiles.place(source) + " row " + number;
        try {
            Structure structure = CifBlock.read(cif).get(0).structure();
            ObjectNode fields = CrystalJson.write(structure);
            row.forEach((name, value) -> put(fields, name, value));
            return new StructureEntry(source, number, place, fields, null, structure, null);
        } catch (IllegalArgumentException e) {
            return StructureEntry.failed(source, number, place, null, e.getMessage());
        }
    }

    /**
     * Adds a column to the fields. A table that was written with its index has a column without a
     * name, which is left out.
     */
    private static void put(ObjectNode fields, String name, String value) {
        if (name.isEmpty() || name.equals(CIF) || value.isEmpty() || fields.has(name)) {
            return;
        }
        if (Numbers.isNumber(value)) {
            fields.put(name, Numbers.parse(value, name));
        } else {
            fields.put(name, value);
        }
    }
}

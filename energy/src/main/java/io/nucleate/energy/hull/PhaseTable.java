package io.nucleate.energy.hull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Reads a CSV table of phases: comment lines that begin with {@code #}, a header, then one phase in
 * each line. The columns {@code formula} and {@code formation_energy_ev_per_atom} are required; the
 * energy above the hull and the identifier are optional and may be empty. {@link PhaseRow} lists
 * other names of these columns. All other columns are ignored.
 */
final class PhaseTable {
    private static final ObjectReader CELLS = new CsvMapper().readerFor(String[].class);

    private PhaseTable() {}

    /**
     * Reads a table.
     *
     * @param name name of the file, for messages
     * @param rows receives every phase
     * @param errors receives a message for each line that cannot be read, with the name of the file
     *     and the number of the line
     * @return the comment lines before the header, without their {@code #}
     * @throws IllegalArgumentException if a required column is missing
     */
    static List<String> read(
            String name, InputStream stream, Consumer<PhaseRow> rows, Consumer<String> errors)
            throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        List<String> comments = new ArrayList<>();
        String line = lines.readLine();
        int number = 1;
        for (; line != null && line.startsWith("#"); number++) {
            comments.add(line.substring(1).strip());
            line = lines.readLine();
        }
        Columns columns = Columns.of(name, line);
        while ((line = lines.readLine()) != null) {
            number++;
            String where = name + " line " + number;
            PhaseRow row;
            try {
                row = columns.row(where, cells(line));
            } catch (IllegalArgumentException e) {
                errors.accept("cannot read " + where + ": '" + line + "' (" + e.getMessage() + ")");
                continue;
            }
            rows.accept(row);
        }
        return List.copyOf(comments);
    }

    /** Splits a line into cells. Cells that contain commas are in quotes. */
    static String[] cells(String line) {
        if (line.indexOf('"') < 0) {
            return line.split(",", -1);
        }
        try {
            return CELLS.readValue(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /** The places of the columns; −1 for an optional column that is missing. */
    private record Columns(
            int count, int formula, int formationEnergy, int energyAboveHull, int id) {
        static Columns of(String name, String header) {
            List<String> titles = header == null ? List.of() : Arrays.asList(cells(header));
            Columns columns = new Columns(
                    titles.size(),
                    index(titles, PhaseRow.FORMULA),
                    index(titles, PhaseRow.FORMATION_ENERGY),
                    index(titles, PhaseRow.ENERGY_ABOVE_HULL),
                    index(titles, PhaseRow.ID));
            if (columns.formula < 0 || columns.formationEnergy < 0) {
                throw new IllegalArgumentException(
                        "phases in '" + name + "' need a CSV header with the columns "
                                + PhaseRow.FORMULA.get(0) + " and "
                                + PhaseRow.FORMATION_ENERGY.get(0) + ", not '" + header
                                + "'");
            }
            return columns;
        }

        private static int index(List<String> titles, List<String> names) {
            return names.stream()
                    .mapToInt(titles::indexOf)
                    .filter(index -> index >= 0)
                    .findFirst()
                    .orElse(-1);
        }

        PhaseRow row(String where, String[] cells) {
            if (cells.length != count) {
                throw new IllegalArgumentException(
                        cells.length + " cells under " + count + " titles");
            }
            Phase phase = new Phase(cells[formula], Double.parseDouble(cells[formationEnergy]));
            return new PhaseRow(
                    where,
                    cell(cells, id),
                    Optional.of(phase),
                    cell(cells, energyAboveHull)
                            .map(text -> OptionalDouble.of(Double.parseDouble(text)))
                            .orElse(OptionalDouble.empty()),
                    Optional.empty());
        }

        private static Optional<String> cell(String[] cells, int column) {
            return column < 0 || cells[column].isBlank()
                    ? Optional.empty()
                    : Optional.of(cells[column].strip());
        }
    }
}

package io.nucleate.scorer.hull;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.zip.GZIPInputStream;

/**
 * A CSV of phases, gzipped or not: lines that begin with {@code #}, a header, then one phase a line. The columns
 * {@code formula} and {@code formation_energy_ev_per_atom} are required, {@code energy_above_hull_ev_per_atom} is optional
 * and may be empty, others are ignored.
 *
 * @param comments the lines before the header, without their {@code #}
 * @param sha256 of the file as it is, lower-case hexadecimal
 */
record PhaseTable(List<String> comments, List<Row> rows, String sha256) {
    static final String FORMULA = "formula";
    static final String FORMATION_ENERGY = "formation_energy_ev_per_atom";
    static final String ENERGY_ABOVE_HULL = "energy_above_hull_ev_per_atom";

    /** @param energyAboveHullEv distance to the full hull that the phase's source knows, eV per atom */
    record Row(Phase phase, OptionalDouble energyAboveHullEv) {}

    /** @throws IllegalArgumentException for a missing column or an unreadable line, naming file and line */
    static PhaseTable read(Path file) {
        try {
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read phases from '" + file + "': " + e, e);
        }
    }

    static PhaseTable parse(String name, byte[] file) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(plain(new ByteArrayInputStream(file)), StandardCharsets.UTF_8))) {
            List<String> comments = new ArrayList<>();
            String line = lines.readLine();
            int number = 1;
            for (; line != null && line.startsWith("#"); number++) {
                comments.add(line.substring(1).strip());
                line = lines.readLine();
            }
            Columns columns = Columns.of(name, line);
            List<Row> rows = new ArrayList<>();
            while ((line = lines.readLine()) != null) {
                number++;
                rows.add(columns.row(name, number, line));
            }
            return new PhaseTable(List.copyOf(comments), List.copyOf(rows), sha256(file));
        }
    }

    private static InputStream plain(ByteArrayInputStream file) throws IOException {
        file.mark(2);
        boolean gzipped = file.read() == 0x1f && file.read() == 0x8b;
        file.reset();
        return gzipped ? new GZIPInputStream(file) : file;
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Where the columns are; {@code energyAboveHull} is -1 where there is none. */
    private record Columns(int formula, int formationEnergy, int energyAboveHull) {
        static Columns of(String name, String header) {
            List<String> titles = header == null ? List.of() : Arrays.asList(header.split(",", -1));
            Columns columns = new Columns(
                    titles.indexOf(FORMULA), titles.indexOf(FORMATION_ENERGY), titles.indexOf(ENERGY_ABOVE_HULL));
            if (columns.formula < 0 || columns.formationEnergy < 0) {
                throw new IllegalArgumentException("phases in '" + name + "' need a CSV header with the columns "
                        + FORMULA + " and " + FORMATION_ENERGY + ", not '" + header + "'");
            }
            return columns;
        }

        Row row(String name, int number, String line) {
            String[] cells = line.split(",", -1);
            try {
                Phase phase = new Phase(cells[formula], Double.parseDouble(cells[formationEnergy]));
                boolean known = energyAboveHull >= 0 && !cells[energyAboveHull].isBlank();
                return new Row(
                        phase,
                        known ? OptionalDouble.of(Double.parseDouble(cells[energyAboveHull])) : OptionalDouble.empty());
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "cannot read line " + number + " of '" + name + "': '" + line + "' (" + e.getMessage() + ")",
                        e);
            }
        }
    }
}

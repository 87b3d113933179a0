package io.nucleate.crystal.io;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes extended XYZ. Each structure is one frame: the number of atoms, a line of
 * {@code key=value} with {@code Lattice} (nine numbers, rows, in angstrom) and {@code Properties},
 * then a line per atom with Cartesian coordinates in angstrom.
 */
public final class ExtendedXyz {
    private static final Pattern KEY_VALUE =
            Pattern.compile("([^\\s=\"]+)\\s*=\\s*(?:\"([^\"]*)\"|\\{([^}]*)}|(\\S+))");
    private static final String DEFAULT_PROPERTIES = "species:S:1:pos:R:3";

    private static final Set<String> RESERVED = Set.of("lattice", "properties", "pbc");
    private static final Pattern PLAIN_VALUE = Pattern.compile("[A-Za-z0-9.+/:@_-]+");

    private ExtendedXyz() {}

    /**
     * The lines of one frame before they are understood, so that a frame with an error can be
     * skipped.
     *
     * @param atoms the lines of its atoms; where there are too many for a structure, the first ones
     * @param atomCount number of its atoms
     */
    record Frame(String comment, List<String> atoms, int atomCount) {

        /**
         * Returns the structure that the lines describe.
         *
         * @throws IllegalArgumentException with the part of the frame at fault
         */
        Structure structure() {
            Structure.refuseTooMany(atomCount);
            Map<String, String> info = new HashMap<>();
            Matcher pair = KEY_VALUE.matcher(comment);
            while (pair.find()) {
                String value = pair.group(2) != null ? pair.group(2) : pair.group(3);
                info.put(
                        pair.group(1).toLowerCase(Locale.ROOT),
                        value != null ? value : pair.group(4));
            }
            double[][] vectors = lattice(info);
            Columns columns = Columns.of(info.getOrDefault("properties", DEFAULT_PROPERTIES));
            double[][] toFrac = Vectors.inverse(vectors);
            int[] atomicNumbers = new int[atomCount];
            double[][] frac = new double[atomCount][];
            for (int i = 0; i < atomCount; i++) {
                String where = "atom " + (i + 1);
                String[] words = atoms.get(i).trim().split("\\s+");
                if (words.length < columns.count) {
                    throw new IllegalArgumentException(
                            where + " has " + words.length + " columns where Properties names "
                                    + columns.count + ": '" + atoms.get(i) + "'");
                }
                atomicNumbers[i] =
                        ElementSymbols.parse(words[columns.species], where).atomicNumber();
                double[] cartesian = new double[3];
                for (int k = 0; k < 3; k++) {
                    cartesian[k] = Numbers.parse(words[columns.position + k], where);
                }
                frac[i] = Vectors.multiply(cartesian, toFrac);
            }
            return new Structure(vectors, atomicNumbers, frac);
        }

        private static double[][] lattice(Map<String, String> info) {
            String text = info.get("lattice");
            if (text == null) {
                throw new IllegalArgumentException(
                        "the frame's second line has no Lattice=\"…\"; a crystal needs one");
            }
            String pbc = info.getOrDefault("pbc", "T T T");
            if (pbc.toUpperCase(Locale.ROOT).contains("F")) {
                throw new IllegalArgumentException(
                        "pbc=\"" + pbc + "\" is not periodic in all three directions");
            }
            String[] words = text.trim().split("[\\s,]+");
            if (words.length != 9) {
                throw new IllegalArgumentException(
                        "Lattice=\"" + text + "\" must hold nine numbers");
            }
            double[] numbers = Numbers.parse(words, 9, "Lattice");
            double[][] vectors = new double[3][];
            for (int i = 0; i < 3; i++) {
                vectors[i] = new double[] {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
            }
            if (Vectors.determinant(vectors) == 0) {
                throw new IllegalArgumentException("Lattice=\"" + text + "\" spans no volume");
            }
            return vectors;
        }
    }

    /** The places of the columns that {@code Properties=species:S:1:pos:R:3:…} names. */
    private record Columns(int species, int position, int count) {
        static Columns of(String properties) {
            String[] words = properties.split(":");
            int species = -1;
            int position = -1;
            int column = 0;
            for (int i = 0; i + 2 < words.length; i += 3) {
                if (words[i].equals("species")) {
                    species = column;
                } else if (words[i].equals("pos") && words[i + 2].equals("3")) {
                    position = column;
                }
                column += words[i + 2].matches("\\d{1,4}") ? Integer.parseInt(words[i + 2]) : 0;
            }
            if (species < 0 || position < 0) {
                throw new IllegalArgumentException("Properties=" + properties
                        + " must name species:S:1 and pos:R:3 among its columns");
            }
            return new Columns(species, position, column);
        }
    }

    /**
     * Returns the next frame; null at the end.
     *
     * @throws IllegalArgumentException where no frame starts or one is cut off; the rest cannot be
     *     read then
     */
    static Frame next(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        while (line != null && line.isBlank()) {
            line = reader.readLine();
        }
        if (line == null) {
            return null;
        }
        if (!line.trim().matches("[1-9]\\d{0,6}")) {
            throw new IllegalArgumentException(
                    "a frame starts with its number of atoms, not with '" + line + "'");
        }
        String comment = reader.readLine();
        int atomCount = Integer.parseInt(line.trim());
        List<String> atoms = new ArrayList<>();
        for (int i = 0; i < atomCount; i++) {
            String atom = reader.readLine();
            if (atom == null) {
                throw new IllegalArgumentException(
                        "the frame of " + atomCount + " atoms ends after " + i);
            }
            if (i < Structure.ATOMS_MAX) {
                atoms.add(atom);
            }
        }
        return new Frame(comment, atoms, atomCount);
    }

    /**
     * Writes a frame.
     *
     * @param info what else is known, value by name; a {@code key=value} each in the second line,
     *     but for the names that the format needs itself
     */
    public static String write(Structure structure, Map<String, String> info) {
        StringBuilder text = new StringBuilder();
        text.append(structure.atomCount()).append("\nLattice=\"");
        double[][] vectors = structure.latticeVectors();
        for (int i = 0; i < 9; i++) {
            text.append(i == 0 ? "" : " ")
                    .append(String.format(Locale.ROOT, "%.12f", vectors[i / 3][i % 3]));
        }
        text.append("\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"");
        info.forEach((key, value) -> {
            if (!RESERVED.contains(key.toLowerCase(Locale.ROOT))) {
                text.append(' ')
                        .append(key.replaceAll("\\W", "_"))
                        .append('=')
                        .append(value(value));
            }
        });
        text.append('\n');
        for (int i = 0; i < structure.atomCount(); i++) {
            double[] xyz = structure.cartesian(i);
            text.append(String.format(
                    Locale.ROOT,
                    "%-2s %17.12f %17.12f %17.12f\n",
                    structure.element(i),
                    xyz[0],
                    xyz[1],
                    xyz[2]));
        }
        return text.toString();
    }

    /**
     * A value on one line; readers do not agree how to escape a quote, so it becomes a single one.
     */
    private static String value(String text) {
        return PLAIN_VALUE.matcher(text).matches()
                ? text
                : '"' + text.replaceAll("\\s+", " ").replace('"', '\'').replace('\\', '/') + '"';
    }
}

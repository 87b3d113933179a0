package io.nucleate.crystal.io;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads and writes the POSCAR and CONTCAR files of VASP 5 and later (VASP wiki, POSCAR). These have
 * element symbols on the sixth line.
 */
public final class Poscar {
    private static final int LATTICE_LINE = 2;
    private static final int ELEMENTS_LINE = 5;

    private Poscar() {}

    /**
     * Reads a structure. Coordinates may be direct or Cartesian. The scale may be one number, three
     * numbers, or a negative number, which is the volume. Selective dynamics is accepted, and
     * whatever follows the coordinates is ignored.
     *
     * @throws IllegalArgumentException with the line at fault
     */
    public static Structure read(String text) {
        List<String> lines = text.lines().toList();
        double[][] vectors = new double[3][];
        for (int i = 0; i < 3; i++) {
            vectors[i] = Numbers.parse(
                    words(lines, LATTICE_LINE + i), 3, "line " + (LATTICE_LINE + i + 1));
        }
        double[] scale = scale(words(lines, 1), Math.abs(Vectors.determinant(vectors)));
        for (double[] vector : vectors) {
            scale(vector, scale);
        }
        if (!(Math.abs(Vectors.determinant(vectors)) > 0)) {
            throw new IllegalArgumentException(
                    "lines 2 to 5: the scaled lattice vectors span no volume");
        }

        int[] atomicNumbers =
                atomicNumbers(words(lines, ELEMENTS_LINE), words(lines, ELEMENTS_LINE + 1));
        int mode = ELEMENTS_LINE + 2;
        if (initial(lines, mode) == 's') {
            mode++;
        }
        boolean cartesian = "ck".indexOf(initial(lines, mode)) >= 0;
        if (!cartesian && initial(lines, mode) != 'd') {
            throw new IllegalArgumentException("line " + (mode + 1)
                    + " must say Direct or Cartesian, not '" + lines.get(mode) + "'");
        }
        double[][] frac = new double[atomicNumbers.length][];
        double[][] toFrac = cartesian ? Vectors.inverse(vectors) : null;
        for (int i = 0; i < frac.length; i++) {
            int line = mode + 1 + i;
            frac[i] = Numbers.parse(words(lines, line), 3, "line " + (line + 1));
            if (cartesian) {
                scale(frac[i], scale);
                frac[i] = Vectors.multiply(frac[i], toFrac);
            }
        }
        return new Structure(vectors, atomicNumbers, frac);
    }

    private static double[] scale(String[] words, double volume) {
        if (words.length >= 3 && Numbers.isNumber(words[1]) && Numbers.isNumber(words[2])) {
            return Numbers.parse(words, 3, "line 2");
        }
        double scale = Numbers.parse(words, 1, "line 2")[0];
        double factor = scale < 0 ? Math.cbrt(-scale / volume) : scale;
        return new double[] {factor, factor, factor};
    }

    private static void scale(double[] vector, double[] factors) {
        for (int i = 0; i < 3; i++) {
            vector[i] *= factors[i];
        }
    }

    private static int[] atomicNumbers(String[] symbols, String[] counts) {
        if (Numbers.isNumber(symbols[0])) {
            throw new IllegalArgumentException(
                    "line 6 has numbers where VASP 5 has element symbols;"
                            + " insert a line with the symbols before it");
        }
        List<Integer> atomicNumbers = new ArrayList<>();
        for (int i = 0; i < symbols.length; i++) {
            // VASP writes the name of the pseudopotential and its hash behind the symbol:
            // Na_pv/a1b2.
            Element element = ElementSymbols.parse(symbols[i].split("[_/]")[0], "line 6");
            if (i >= counts.length || !counts[i].matches("\\d{1,6}")) {
                throw new IllegalArgumentException(
                        "line 7 must have a count for each of the symbols "
                                + String.join(" ", symbols) + ", not '" + String.join(" ", counts)
                                + "'");
            }
            int count = Integer.parseInt(counts[i]);
            Structure.refuseTooMany((long) atomicNumbers.size() + count);
            atomicNumbers.addAll(Collections.nCopies(count, element.atomicNumber()));
        }
        return atomicNumbers.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String[] words(List<String> lines, int index) {
        if (index >= lines.size() || lines.get(index).isBlank()) {
            throw new IllegalArgumentException("line " + (index + 1) + " is missing");
        }
        return lines.get(index).trim().split("\\s+");
    }

    private static char initial(List<String> lines, int index) {
        return Character.toLowerCase(words(lines, index)[0].charAt(0));
    }

    /**
     * Writes direct coordinates, with atoms grouped by element in the order in which elements first
     * appear.
     */
    public static String write(Structure structure, String comment) {
        Map<Element, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < structure.atomCount(); i++) {
            groups.computeIfAbsent(structure.element(i), element -> new ArrayList<>())
                    .add(i);
        }
        StringBuilder text = new StringBuilder(comment.replaceAll("\\R", " ")).append("\n1.0\n");
        for (double[] vector : structure.latticeVectors()) {
            appendRow(text, vector);
        }
        text.append(String.join(
                        " ", groups.keySet().stream().map(Element::symbol).toList()))
                .append('\n')
                .append(String.join(
                        " ",
                        groups.values().stream()
                                .map(atoms -> String.valueOf(atoms.size()))
                                .toList()))
                .append("\nDirect\n");
        double[][] frac = structure.fracs();
        groups.values().forEach(atoms -> atoms.forEach(atom -> appendRow(text, frac[atom])));
        return text.toString();
    }

    private static void appendRow(StringBuilder text, double[] row) {
        text.append(
                String.format(Locale.ROOT, " %17.12f %17.12f %17.12f\n", row[0], row[1], row[2]));
    }
}

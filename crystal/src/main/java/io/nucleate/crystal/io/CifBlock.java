package io.nucleate.crystal.io;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import org.rcsb.cif.CifOptions;
import org.rcsb.cif.ParsingException;
import org.rcsb.cif.model.Block;
import org.rcsb.cif.model.Column;
import org.rcsb.cif.model.ValueKind;
import org.rcsb.cif.text.TextCifReader;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A data block of a Crystallographic Information File that describes a structure. */
public final class CifBlock {
    /**
     * Images of an atom nearer than this, in angstrom, are one atom on a special position. Files
     * round coordinates to three or four digits, which moves images apart by some hundredths of an
     * angstrom. No two real atoms are that close.
     */
    private static final double MERGE_ANGSTROM = 0.05;

    /** A cell of a space group has at most as many; large cells in P1 have one. */
    private static final int OPERATIONS_MAX = 192;

    private static final TextCifReader READER =
            new TextCifReader(CifOptions.builder().build());

    private final Block block;

    private CifBlock(Block block) {
        this.block = block;
    }

    /**
     * Reads the blocks that have a cell or atoms; blocks of bibliography alone are skipped.
     *
     * @throws IllegalArgumentException if the text is no CIF or has no such block
     */
    public static List<CifBlock> read(String text) {
        List<CifBlock> blocks = new ArrayList<>();
        try {
            for (Block block : READER.readText(text).getBlocks()) {
                CifBlock candidate = new CifBlock(block);
                if (candidate.column("cell", "length_a") != null
                        || candidate.column("atom_site", "fract_x") != null) {
                    blocks.add(candidate);
                }
            }
        } catch (ParsingException e) {
            throw new IllegalArgumentException("not a CIF: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // Damaged files trip the parser in ways of every kind: indices, numbers, a division.
            throw new IllegalArgumentException("not a CIF, or a damaged one (" + e + ")", e);
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException(
                    "no data block has a cell (_cell_length_a) or atoms (_atom_site_fract_x)");
        }
        return blocks;
    }

    /** Returns the name of the block, which follows {@code data_}. */
    public String name() {
        return block.getBlockHeader();
    }

    /**
     * Returns all atoms of the cell, which the symmetry operations generate.
     *
     * @throws IllegalArgumentException without a cell or fractional coordinates, for disorder, and
     *     for a space group other than P1 without a list of its operations
     */
    public Structure structure() {
        double[] parameters = new double[6];
        String[] names = {
            "length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma"
        };
        for (int i = 0; i < 6; i++) {
            String name = "_cell_" + names[i];
            Column<?> column = column("cell", names[i]);
            if (column == null) {
                throw new IllegalArgumentException(
                        name + " is missing; a structure needs all six cell parameters");
            }
            parameters[i] = number(column, 0, name);
        }
        double[][] vectors = Lattice.of(parameters).vectors();
        List<AffineOperation> operations = operations();

        Column<?>[] fract = new Column<?>[3];
        for (int k = 0; k < 3; k++) {
            String field = "fract_" + "xyz".charAt(k);
            fract[k] = column("atom_site", field);
            if (fract[k] == null) {
                throw new IllegalArgumentException(
                        "_atom_site_" + field + " is missing; atoms need fractional coordinates");
            }
        }
        refuseRaggedLoop(fract[0].getRowCount());
        List<Integer> atomicNumbers = new ArrayList<>();
        List<double[]> frac = new ArrayList<>();
        for (int row = 0; row < fract[0].getRowCount(); row++) {
            refuseDisorder(row);
            double[] xyz = new double[3];
            for (int k = 0; k < 3; k++) {
                xyz[k] = number(fract[k], row, label(row));
            }
            int atomicNumber = element(row).atomicNumber();
            Structure.refuseTooMany(atomicNumbers.size());
            for (double[] image : orbit(xyz, operations, vectors)) {
                if (indexWithin(frac, image, vectors) >= 0) {
                    throw new IllegalArgumentException(label(row)
                            + " lies on another atom; a disordered structure, or one of"
                            + " them is listed twice");
                }
                atomicNumbers.add(atomicNumber);
                frac.add(image);
            }
        }
        return new Structure(
                vectors,
                atomicNumbers.stream().mapToInt(Integer::intValue).toArray(),
                frac.toArray(double[][]::new));
    }

    private List<AffineOperation> operations() {
        Column<?> column = column("space_group_symop", "operation_xyz");
        if (column == null) {
            column = column("symmetry_equiv", "pos_as_xyz");
        }
        if (column != null) {
            if (column.getRowCount() > OPERATIONS_MAX) {
                throw new IllegalArgumentException(column.getRowCount()
                        + " symmetry operations; a space group has at most " + OPERATIONS_MAX);
            }
            return column.stringData().map(CifBlock::operation).toList();
        }
        String[][] fields = {
            {"space_group", "IT_number"},
            {"symmetry", "Int_Tables_number"},
            {"space_group", "name_H-M_alt"},
            {"symmetry", "space_group_name_H-M"}
        };
        for (String[] field : fields) {
            Column<?> group = column(field[0], field[1]);
            if (group != null
                    && group.getValueKind(0) == ValueKind.PRESENT
                    && !group.getStringData(0).replace(" ", "").matches("1|P1")) {
                throw new IllegalArgumentException("space group " + group.getStringData(0)
                        + " without its operations; add the loop"
                        + " _space_group_symop_operation_xyz or write the file in P1");
            }
        }
        return List.of(AffineOperation.parse("x,y,z"));
    }

    private static AffineOperation operation(String text) {
        try {
            return AffineOperation.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("symmetry operations: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses a loop whose values do not fill its last row: it is damaged, and the parser leaves
     * its columns of unequal length.
     */
    private void refuseRaggedLoop(int rows) {
        for (String field :
                new String[] {"fract_x", "fract_y", "fract_z", "label", "type_symbol", "occupancy"
                }) {
            Column<?> column = column("atom_site", field);
            if (column != null && column.getRowCount() != rows) {
                throw new IllegalArgumentException(
                        "the loop of _atom_site_" + field + " has an incomplete row");
            }
        }
    }

    private void refuseDisorder(int row) {
        Column<?> occupancy = column("atom_site", "occupancy");
        if (occupancy != null && occupancy.getValueKind(row) == ValueKind.PRESENT) {
            double value = number(occupancy, row, "occupancy of " + label(row));
            if (Math.abs(value - 1) > 1e-3) {
                throw new IllegalArgumentException(label(row) + " has occupancy " + value
                        + "; only ordered structures can be read");
            }
        }
    }

    /**
     * Returns the images of a point under the operations; those that coincide become their mean.
     */
    private static List<double[]> orbit(
            double[] xyz, List<AffineOperation> operations, double[][] vectors) {
        List<double[]> orbit = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        for (AffineOperation operation : operations) {
            double[] image = operation.apply(xyz);
            int same = indexWithin(orbit, image, vectors);
            if (same < 0) {
                orbit.add(image);
                counts.add(1);
            } else {
                int count = counts.get(same) + 1;
                counts.set(same, count);
                double[] mean = orbit.get(same);
                for (int k = 0; k < 3; k++) {
                    mean[k] += Vectors.nearest(image[k] - mean[k]) / count;
                }
            }
        }
        for (double[] image : orbit) {
            for (int k = 0; k < 3; k++) {
                image[k] = Vectors.wrap(image[k]);
            }
        }
        return orbit;
    }

    private static int indexWithin(List<double[]> points, double[] point, double[][] vectors) {
        for (int i = 0; i < points.size(); i++) {
            double[] p = points.get(i);
            double[] difference = Vectors.multiply(
                    new double[] {
                        Vectors.nearest(p[0] - point[0]),
                        Vectors.nearest(p[1] - point[1]),
                        Vectors.nearest(p[2] - point[2])
                    },
                    vectors);
            if (Vectors.norm(difference) < MERGE_ANGSTROM) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Finds the element by the type symbol, which may carry a charge ({@code Fe3+}). Without one it
     * takes the label, whose first letters may say more than the element ({@code Fe1},
     * {@code OW1}). Deuterium is hydrogen.
     */
    private Element element(int row) {
        Column<?> types = column("atom_site", "type_symbol");
        String text = types == null ? label(row) : types.getStringData(row);
        String letters = text.replaceFirst("[^A-Za-z].*", "");
        List<String> candidates =
                types == null ? List.of(prefix(letters, 2), prefix(letters, 1)) : List.of(letters);
        for (String candidate : candidates) {
            String symbol = candidate.equals("D") ? "H" : capitalized(candidate);
            if (Element.isSymbol(symbol)) {
                return Element.of(symbol);
            }
        }
        throw new IllegalArgumentException("unknown element '" + text + "' of " + label(row));
    }

    private static String prefix(String letters, int length) {
        return letters.substring(0, Math.min(length, letters.length()));
    }

    private static String capitalized(String symbol) {
        return symbol.isEmpty()
                ? symbol
                : symbol.substring(0, 1).toUpperCase(Locale.ROOT)
                        + symbol.substring(1).toLowerCase(Locale.ROOT);
    }

    private String label(int row) {
        Column<?> labels = column("atom_site", "label");
        return labels == null ? "atom " + (row + 1) : labels.getStringData(row);
    }

    /** Reads a number; a standard uncertainty in parentheses is dropped. */
    private static double number(Column<?> column, int row, String where) {
        return Numbers.parse(column.getStringData(row).replaceAll("\\(\\d*\\)", ""), where);
    }

    /**
     * Returns a data item under its old name ({@code _cell_length_a}) or its new one
     * ({@code _cell.length_a}); null where it is absent.
     */
    private Column<?> column(String category, String field) {
        Column<?> column = block.getCategory(category).getColumn(field);
        if (!column.isDefined()) {
            column = block.getCategory(category + "_" + field).getColumn("");
        }
        return column.isDefined() ? column : null;
    }
}

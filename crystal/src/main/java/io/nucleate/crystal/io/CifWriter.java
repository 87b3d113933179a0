package io.nucleate.crystal.io;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Structure;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes Crystallographic Information Files (core dictionary; S. R. Hall, F. H. Allen and I. D.
 * Brown, Acta Cryst. A47, 655, 1991).
 */
public final class CifWriter {
    private static final Pattern SYMBOL_PART =
            Pattern.compile("-?[1-6](_[1-5])?(/[a-z])?|[A-Za-z]");

    /**
     * Values that need no quotes: they mean nothing else in a CIF, as {@code data_} or {@code ?}
     * do.
     */
    private static final Pattern PLAIN_VALUE = Pattern.compile("[A-Za-z0-9+-][A-Za-z0-9.+/:@-]*");

    private CifWriter() {}

    /** Writes a crystal about which no more is known; see {@link #write(Crystal, String, Map)}. */
    public static String write(Crystal crystal, String name) {
        return write(crystal, name, Map.of());
    }

    /**
     * Writes a structure about which no more is known; see {@link #write(Structure, String, Map)}.
     */
    public static String write(Structure structure, String name) {
        return write(structure, name, Map.of());
    }

    /**
     * Writes the asymmetric unit with the operations that generate the conventional cell from it.
     *
     * @param name name of the data block; what a block name cannot hold becomes an underscore
     * @param info what else is known, value by name; an item {@code _nucleate_NAME} each, which
     *     other programs pass over
     */
    public static String write(Crystal crystal, String name, Map<String, String> info) {
        StringBuilder text = new StringBuilder();
        SpaceGroup group = crystal.spaceGroup();
        appendHead(text, name, info, crystal.composition(), crystal.lattice());
        appendSymmetry(
                text,
                group,
                group.general().operations().stream()
                        .map(AffineOperation::toString)
                        .toList());
        text.append(
                """
                loop_
                _atom_site_label
                _atom_site_type_symbol
                _atom_site_symmetry_multiplicity
                _atom_site_Wyckoff_symbol
                _atom_site_fract_x
                _atom_site_fract_y
                _atom_site_fract_z
                _atom_site_occupancy
                """);
        int label = 0;
        for (Site site : crystal.sites()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s%d %s %d %c %.12f %.12f %.12f 1\n",
                    site.element(),
                    label++,
                    site.element(),
                    group.position(site.wyckoff()).multiplicity(),
                    site.wyckoff(),
                    site.x(),
                    site.y(),
                    site.z()));
        }
        return text.toString();
    }

    /** Writes all atoms, without symmetry (P1); parameters as for a crystal. */
    public static String write(Structure structure, String name, Map<String, String> info) {
        StringBuilder text = new StringBuilder();
        appendHead(text, name, info, structure.composition(), structure.lattice());
        appendSymmetry(text, SpaceGroup.of(1), List.of("x,y,z"));
        text.append(
                """
                loop_
                _atom_site_label
                _atom_site_type_symbol
                _atom_site_fract_x
                _atom_site_fract_y
                _atom_site_fract_z
                _atom_site_occupancy
                """);
        for (int i = 0; i < structure.atomCount(); i++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s%d %s %.12f %.12f %.12f 1\n",
                    structure.element(i),
                    i,
                    structure.element(i),
                    structure.frac(i, 0),
                    structure.frac(i, 1),
                    structure.frac(i, 2)));
        }
        return text.toString();
    }

    private static void appendHead(
            StringBuilder text,
            String name,
            Map<String, String> info,
            Composition composition,
            Lattice lattice) {
        text.append("data_").append(name.replaceAll("[^\\x21-\\x7E]", "_")).append('\n');
        info.forEach((item, value) -> text.append("_nucleate_")
                .append(item.replaceAll("\\W", "_"))
                .append(' ')
                .append(value(value))
                .append('\n'));
        text.append("_chemical_formula_structural ")
                .append(composition.reducedFormula())
                .append('\n');
        text.append("_chemical_formula_sum '")
                .append(composition.elements().stream()
                        .map(element -> element.symbol() + Math.round(composition.amount(element)))
                        .collect(Collectors.joining(" ")))
                .append("'\n");
        String[] names = {
            "length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma"
        };
        double[] parameters = lattice.parameters();
        for (int i = 0; i < 6; i++) {
            text.append(String.format(Locale.ROOT, "_cell_%s %.12f\n", names[i], parameters[i]));
        }
        text.append(String.format(Locale.ROOT, "_cell_volume %.8f\n", lattice.volume()));
    }

    private static void appendSymmetry(
            StringBuilder text, SpaceGroup group, List<String> operations) {
        text.append("_space_group_name_H-M_alt '")
                .append(spaced(group.symbol()))
                .append("'\n");
        text.append("_space_group_IT_number ").append(group.number()).append('\n');
        text.append("loop_\n_space_group_symop_id\n_space_group_symop_operation_xyz\n");
        for (int i = 0; i < operations.size(); i++) {
            text.append(i + 1).append(" '").append(operations.get(i)).append("'\n");
        }
    }

    /** A value on one line, in quotes where it needs them; CIF knows ASCII only. */
    private static String value(String text) {
        String line = text.replaceAll("\\s+", " ").replaceAll("[^ -~]", "_");
        if (PLAIN_VALUE.matcher(line).matches()) {
            return line;
        }
        return line.contains("'") ? '"' + line.replace('"', '\'') + '"' : "'" + line + "'";
    }

    /**
     * Returns a Hermann-Mauguin symbol with spaces between its parts, as CIF requires: {@code P
     * 21/c} for {@code P2_1/c}.
     */
    static String spaced(String symbol) {
        return SYMBOL_PART
                .matcher(symbol)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining(" "))
                .replace("_", "");
    }
}

package io.nucleate.crystal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Fixtures;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Structure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.IntStream;

class CifBlockTest {
    /**
     * A file as databases of experiments write it: old names, uncertainties, charges, four digits,
     * several blocks.
     */
    private static final String WURTZITE =
            """
            # zinc oxide
            data_global
            _publ_section_title
            ;
             A title with ' and data_ in it
            ;
            data_ZnO
            _cell_length_a   3.2495(2)
            _cell_length_b   3.2495(2)
            _cell_length_c   5.2069(2)
            _cell_angle_alpha   90
            _cell_angle_beta   90.0
            _cell_angle_gamma   120
            _symmetry_space_group_name_H-M   'P 63 m c'
            loop_
            _symmetry_equiv_pos_site_id
            _symmetry_equiv_pos_as_xyz
            1 'x, y, z'
            2 '-y, x-y, z'
            3 '-x+y, -x, z'
            4 '-x, -y, 1/2+z'
            5 'y, -x+y, 1/2+z'
            6 'x-y, x, 1/2+z'
            7 '-y, -x, z'
            8 '-x+y, y, z'
            9 'x, x-y, z'
            10 'y, x, 1/2+z'
            11 'x-y, -y, 1/2+z'
            12 '-x, -x+y, 1/2+z'
            loop_
            _atom_site_label
            _atom_site_type_symbol
            _atom_site_fract_x
            _atom_site_fract_y
            _atom_site_fract_z
            _atom_site_occupancy
            Zn1 Zn2+ 0.3333 0.6667 0 1
            O1 O2- 0.3333 0.6667 0.3821(3) 1.
            """;

    @Test
    void mergesSpecialPositionsToTheirExactPlace() {
        List<CifBlock> blocks = CifBlock.read(WURTZITE);
        assertThat(blocks).extracting(CifBlock::name).containsExactly("ZnO");
        Structure structure = blocks.get(0).structure();
        assertThat(structure.composition()).isEqualTo(Composition.parse("Zn2O2"));
        assertThat(structure.lattice().c()).isCloseTo(5.2069, within(1e-12));
        for (int i = 0; i < 4; i++) {
            assertThat(structure.frac(i, 0) + structure.frac(i, 1)).isCloseTo(1, within(1e-12));
            assertThat(Math.min(structure.frac(i, 0), structure.frac(i, 1)))
                    .isCloseTo(1 / 3.0, within(1e-12));
        }
    }

    @Test
    void readsTheNamesOfTheNewDictionaryAndLabelsWithoutTypes() {
        String renamed = WURTZITE.replaceAll("_atom_site_type_symbol\n", "")
                .replace("Zn2+ ", "")
                .replace("O2- ", "")
                .replace("O1 ", "OW1 ")
                .replace("_cell_", "_cell.")
                .replace("_atom_site_", "_atom_site.")
                .replace("_symmetry_equiv_pos_site_id", "_space_group_symop.id")
                .replace("_symmetry_equiv_pos_as_xyz", "_space_group_symop.operation_xyz");
        assertThat(CifBlock.read(renamed).get(0).structure().composition())
                .isEqualTo(Composition.parse("Zn2O2"));
    }

    @Test
    void withoutSymmetryTheListIsTheStructure() {
        String p1 = WURTZITE.replace("'P 63 m c'", "'P 1'")
                .replaceAll("(?s)loop_\n_symmetry.*?(?=loop_\n_atom)", "");
        assertThat(CifBlock.read(p1).get(0).structure().composition())
                .isEqualTo(Composition.parse("ZnO"));
        assertThat(CifBlock.read(p1.replace("Zn2+", "D")).get(0).structure().composition())
                .isEqualTo(Composition.parse("HO"));
        assertThatThrownBy(() ->
                        CifBlock.read(p1.replace("'P 1'", "'P 63 m c'")).get(0).structure())
                .hasMessageContaining("space group P 63 m c without its operations; add the loop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_cell_angle_beta   90.0 | _cell_x 1       | _cell_angle_beta is missing",
                "_cell_angle_beta   90.0 | _cell_angle_beta ? | _cell_angle_beta: '' is not a"
                        + " number",
                "_atom_site_fract_z      | _atom_site_z    | _atom_site_fract_z is missing",
                "0.3821(3) 1.            | 0.3821(3) 0.5   | O1 has occupancy 0.5; only ordered"
                        + " structures",
                "0.3821(3) 1.            | 0.0 1.          | O1 lies on another atom; a"
                        + " disordered structure",
                "0.3821(3) 1.            | 0.3821(3)       | has an incomplete row",
                "0.3821(3) 1.            | z 1.            | O1: 'z' is not a number",
                "O1 O2-                  | O1 Xx           | unknown element 'Xx' of O1",
                "O1 O2-                  | O1 Vac          | unknown element 'Vac' of O1",
                "x-y, x, 1/2+z           | x-y, w, 1/2+z   | cannot read 'w'",
            })
    void saysWhatIsWrong(String correct, String wrong, String message) {
        assertThat(WURTZITE).contains(correct);
        assertThatThrownBy(() ->
                        CifBlock.read(WURTZITE.replace(correct, wrong)).get(0).structure())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsNoCif() {
        assertThatThrownBy(() -> CifBlock.read("hello")).hasMessageContaining("not a CIF");
        assertThatThrownBy(() -> CifBlock.read("data_x\n_cell_length_a\n"))
                .hasMessageContaining("not a CIF");
        assertThatThrownBy(() -> CifBlock.read("data_x\n_title y\n"))
                .hasMessageContaining("no data block has a cell");
    }

    /**
     * The operations in our file must generate from the asymmetric unit what we expand ourselves,
     * in all 230 groups.
     */
    @Test
    void symmetrisedFilesExpandToTheSameStructure() {
        for (int number = 1; number <= SpaceGroup.COUNT; number++) {
            SpaceGroup group = SpaceGroup.of(number);
            Lattice lattice =
                    group.crystalSystem().constrain(new Lattice(11.3, 12.1, 13.9, 74, 98, 109));
            List<Site> sites = IntStream.of(0, group.positions().size() - 1)
                    .distinct()
                    .mapToObj(group.positions()::get)
                    .map(position -> {
                        double[] xyz = position.project(0.1371, 0.2893, 0.4127);
                        return new Site(Element.Si, position.letter(), xyz[0], xyz[1], xyz[2]);
                    })
                    .toList();
            Crystal crystal = new Crystal(group, lattice, sites);
            Structure back =
                    CifBlock.read(CifWriter.write(crystal, "c" + number)).get(0).structure();
            Fixtures.assertSame(back, crystal.structure(), 1e-8);
        }
    }

    @Test
    void writesWhatCrystallographersExpect() {
        Crystal crystal = new Crystal(
                SpaceGroup.of(14),
                new Lattice(5.79287, 5.901789, 10.069612, 90, 125.000846, 90),
                List.of(
                        new Site(Element.Ho, 'b', 0.5, 0, 0),
                        new Site(Element.O, 'e', 0.23074, 0.195641, 0.453217)));
        assertThat(CifWriter.write(crystal, "my crystal"))
                .startsWith("data_my_crystal\n_chemical_formula_structural"
                        + " HoO2\n_chemical_formula_sum 'O4 Ho2'\n")
                .contains("_space_group_name_H-M_alt 'P 21/c'\n_space_group_IT_number 14\n")
                .contains("2 '-x,y+1/2,-z+1/2'\n")
                .contains("Ho0 Ho 2 b 0.500000000000 0.000000000000 0.000000000000 1\n")
                .contains("O1 O 4 e 0.230740000000 0.195641000000 0.453217000000 1\n");
        assertThat(CifWriter.spaced("I4_1/amd")).isEqualTo("I 41/a m d");
        assertThat(CifWriter.spaced("P-3m1")).isEqualTo("P -3 m 1");
        assertThat(CifWriter.spaced("P2_12_12_1")).isEqualTo("P 21 21 21");
        assertThat(CifWriter.spaced("Fm-3m")).isEqualTo("F m -3 m");
    }
}

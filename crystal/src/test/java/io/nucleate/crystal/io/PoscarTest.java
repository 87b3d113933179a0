package io.nucleate.crystal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Fixtures;
import io.nucleate.crystal.Structure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoscarTest {
    private static final Structure EXPECTED = new Structure(
            new double[][] {{4, 0, 0}, {0, 4, 0}, {0, 0, 8}},
            new int[] {22, 8, 8},
            new double[][] {{0, 0, 0}, {0.5, 0.5, 0.25}, {0.5, 0.5, 0.75}});

    private static String poscar(String scale, String modes, String first, String second) {
        return "rutile, nearly\n" + scale + "\n 2 0 0\n 0 2 0\n 0.0 0.0 4\nTi O\n1 2\n" + modes
                + "\n0 0 0\n" + first + "\n" + second + "\n\n 0.0 0.0 0.0\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "  2 2 2", "-128", "2.0D0"})
    void readsScales(String scale) {
        Structure structure = Poscar.read(poscar(scale, "Direct", "0.5 0.5 0.25 O", ".5 .5 .75 O"));
        Fixtures.assertSame(structure, EXPECTED, 1e-12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cartesian", "k", "Selective dynamics\nCart"})
    void scalesCartesianCoordinates(String modes) {
        Structure structure = Poscar.read(poscar("2", modes, "1 1 1 T F T", "1.0 1.0 3.0 F F F"));
        Fixtures.assertSame(structure, EXPECTED, 1e-12);
    }

    @Test
    void stripsPseudopotentialNames() {
        String text = poscar("2", "direct", "0.5 0.5 0.25", "0.5 0.5 0.75")
                .replace("Ti O", "Ti_pv/0123abc O/x");
        Fixtures.assertSame(Poscar.read(text), EXPECTED, 1e-12);
    }

    @Test
    void groupsAtomsByElement() {
        Structure mixed =
                new Structure(EXPECTED.latticeVectors(), new int[] {8, 22, 8}, new double[][] {
                    {0.5, 0.5, 0.25}, {0, 0, 0}, {0.5, 0.5, 0.75}
                });
        String text = Poscar.write(mixed, "two\nlines");
        assertThat(text).startsWith("two lines\n1.0\n").contains("\nO Ti\n2 1\nDirect\n");
        Structure back = Poscar.read(text);
        assertThat(back.element(2)).isEqualTo(Element.Ti);
        assertThat(back.frac(1, 2)).isCloseTo(0.75, within(1e-12));
        Fixtures.assertSame(back, EXPECTED, 1e-10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ti O          | 1 2           | line 6 has numbers where VASP 5 has element"
                        + " symbols",
                "Ti O          | Ti Ox         | unknown element 'Ox'",
                "'1 2\nDirect' | '1\nDirect'   | line 7 must have a count for each of the"
                        + " symbols Ti O, not '1'",
                "Direct        | Fractional    | line 8 must say Direct or Cartesian, not"
                        + " 'Fractional'",
                "0.5 0.5 0.25  | 0.5 0.5       | line 10 must start with 3 numbers, not '0.5 0.5'",
                "0.5 0.5 0.25  | 0.5 half 0.25 | line 10: 'half' is not a number",
                "0 2 0         | 2 0 0         | lattice vectors span no volume",
                "'1 2\nDirect' | '1 3\nDirect' | line 12 is missing",
            })
    void namesTheLineAtFault(String correct, String wrong, String message) {
        String text = poscar("2", "Direct", "0.5 0.5 0.25", "0.5 0.5 0.75");
        assertThat(text).contains(correct);
        assertThatThrownBy(() -> Poscar.read(text.replace(correct, wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}

package io.nucleate.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.TestCrystals;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class GatesTest {
    @Test
    void realCrystalsPass() {
        assertThat(Gates.DEFAULT.stopping(TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64)))
                .isEmpty();
        // The shortest bond of all: molecular hydrogen.
        assertThat(Gates.DEFAULT.stopping(triclinic(
                        4,
                        new Site(Element.O, 'a', 0.5, 0.5, 0.5),
                        new Site(Element.H, 'a', 0, 0, 0),
                        new Site(Element.H, 'a', 0.19, 0, 0))))
                .isEmpty();
    }

    @Test
    void singleElementsAreStopped() {
        assertThat(Gates.DEFAULT.stopping(TestCrystals.rockSalt(Element.Po, Element.Po, 6.7)))
                .containsExactly(Gates.SINGLE_ELEMENT);
    }

    @Test
    void overlappingAtomsAreStopped() {
        assertThat(Gates.DEFAULT.stopping(TestCrystals.rockSalt(Element.Na, Element.Cl, 3.2)))
                .containsExactly(Gates.ATOMS_TOO_CLOSE);
        // The two atoms of sodium are close across the boundary of the cell.
        assertThat(Gates.DEFAULT.stopping(triclinic(
                        6,
                        new Site(Element.Na, 'a', 0.001, 0, 0),
                        new Site(Element.Na, 'a', 0.999, 0, 0),
                        new Site(Element.Cl, 'a', 0.5, 0.5, 0.5))))
                .containsExactly(Gates.ATOMS_TOO_CLOSE);
    }

    @Test
    void absurdVolumesAreStopped() {
        assertThat(Gates.DEFAULT.stopping(TestCrystals.rockSalt(Element.Na, Element.Cl, 12)))
                .containsExactly(Gates.ABSURD_VOLUME);
        assertThat(Gates.DEFAULT.stopping(TestCrystals.rockSalt(Element.Na, Element.Cl, 3.1)))
                .containsExactly(Gates.ABSURD_VOLUME);
        assertThat(Gates.DEFAULT.stopping(TestCrystals.rockSalt(Element.Na, Element.Cl, 1e-3)))
                .containsExactly(Gates.ABSURD_VOLUME);
    }

    @Test
    void giantCellsAreStoppedBeforeTheyCostAnything() {
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sites.add(new Site(i < 10 ? Element.Na : Element.Cl, 'l', 0.01 + 0.02 * i, 0.3, 0.2));
        }
        Crystal crystal =
                new Crystal(SpaceGroup.of(225), new Lattice(40, 40, 40, 90, 90, 90), sites);
        assertThat(Gates.DEFAULT.stopping(crystal)).containsExactly(Gates.TOO_MANY_ATOMS);
    }

    @Test
    void impossibleBoundsAreRefused() {
        assertThatThrownBy(() -> new Gates(100, 0.7, 0.6, 5, 5))
                .hasMessageContaining("no crystal passes");
    }

    private static Crystal triclinic(double lengthAngstrom, Site... sites) {
        return new Crystal(
                SpaceGroup.of(1),
                new Lattice(lengthAngstrom, lengthAngstrom, lengthAngstrom, 90, 90, 90),
                List.of(sites));
    }
}

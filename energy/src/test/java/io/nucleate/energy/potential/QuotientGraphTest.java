package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class QuotientGraphTest {
    /**
     * Returns rock salt with eight atoms. Each shell of neighbours within 6 Å is one class of bonds
     * for each pair of elements that it joins.
     */
    private static Structure rockSalt(double displacement) {
        double[][] frac = {
            {0, 0, 0},
            {0, .5, .5},
            {.5, 0, .5},
            {.5, .5, 0},
            {.5, .5, .5},
            {.5, 0, 0},
            {0, .5, 0},
            {0, 0, .5}
        };
        Random random = new Random(1);
        for (double[] position : frac) {
            for (int axis = 0; axis < 3; axis++) {
                position[axis] += displacement * random.nextGaussian();
            }
        }
        int[] atomicNumbers = new int[8];
        Arrays.fill(atomicNumbers, 0, 4, Element.Na.atomicNumber());
        Arrays.fill(atomicNumbers, 4, 8, Element.Cl.atomicNumber());
        return new Structure(
                new double[][] {{5.6, 0, 0}, {0, 5.6, 0}, {0, 0, 5.6}}, atomicNumbers, frac);
    }

    private static QuotientGraph quotient(Structure structure) throws ImpossibleStructureException {
        return new QuotientGraph(CrystalGraph.of(structure));
    }

    @Test
    void symmetryMergesAllThatIsEquivalent() throws ImpossibleStructureException {
        QuotientGraph graph = quotient(rockSalt(0));
        assertThat(graph.atoms.size()).containsExactly(4, 4);
        // Shells are at a/2 (6 unlike atoms), a/√2 (12 like), √3a/2 (8 unlike) and a (6 like).
        // A shell of like atoms is one class for each element.
        assertThat(graph.bonds.count()).isEqualTo(6);
        assertThat(graph.bonds.size()).containsExactlyInAnyOrder(24, 24, 24, 32, 12, 12);
        assertThat(graph.lengthAngstrom).contains(new double[] {2.8}, within(1e-12));
        assertThat(graph.shortBondCount).isEqualTo(1);
        // Each of the 8 atoms has six unlike neighbours: 12 pairs at right angles, 3 opposite.
        assertThat(graph.angles.size()).containsExactlyInAnyOrder(48, 48, 12, 12);
    }

    @Test
    void classesArePartitions() throws ImpossibleStructureException {
        QuotientGraph graph = quotient(rockSalt(0));
        assertThat(Arrays.stream(graph.bonds.size()).sum())
                .isEqualTo(graph.graph.bonds().count());
        assertThat(Arrays.stream(graph.angles.size()).sum())
                .isEqualTo(graph.graph.angles().count());
    }

    @Test
    void symmetryIsFoundDespiteRoundedCoordinates() throws ImpossibleStructureException {
        assertThat(quotient(rockSalt(3e-7)).atoms.count()).isEqualTo(2);
    }

    /** Only the bonds of each atom to its own images, along three equal axes, are merged. */
    @Test
    void withoutSymmetryNothingIsMerged() throws ImpossibleStructureException {
        QuotientGraph graph = quotient(rockSalt(0.01));
        assertThat(graph.atoms.count()).isEqualTo(8);
        assertThat(graph.angles.count()).isEqualTo(graph.graph.angles().count());
        assertThat(graph.graph.bonds().count()).isEqualTo(128);
        assertThat(graph.bonds.count()).isEqualTo(128 - 8 * 2);
    }

    /** Atoms whose bonds have equal lengths can differ in the neighbours of their neighbours. */
    @Test
    void atomsWithDifferentDistantSurroundingsAreNotMerged() throws ImpossibleStructureException {
        int[] atomicNumbers = {
            Element.Na.atomicNumber(), Element.Na.atomicNumber(), Element.K.atomicNumber()
        };
        double[][] frac = {{0, 0, 0}, {0, 0, 0.25}, {0, 0, 0.5}};
        QuotientGraph graph = quotient(new Structure(
                new double[][] {{5, 0, 0}, {0, 5, 0}, {0, 0, 16}}, atomicNumbers, frac));
        assertThat(graph.atoms.count()).isEqualTo(3);
    }
}

package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Tests small modules whose energies are known in closed form. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LennardJonesContract extends PotentialContract {
    private static final double CUTOFF = 6;
    private static final Map<Element, Double> SIGMA =
            Map.of(Element.Ne, 2.8, Element.Ar, 3.4, Element.Kr, 3.6);
    private static final Map<Element, Double> EPSILON =
            Map.of(Element.Ne, 0.0031, Element.Ar, 0.0104, Element.Kr, 0.014);

    private final String name;
    private Potential potential;

    /** @param name name of the fixture, without {@code lennard-jones-} */
    LennardJonesContract(String name) {
        this.name = name;
    }

    static Path card(String name) {
        try {
            return Path.of(LennardJonesContract.class
                    .getResource("lennard-jones-" + name + ".json")
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    void load() throws IOException {
        potential = TorchScriptPotential.load(card(name), Device.cpu());
    }

    @AfterAll
    void close() {
        potential.close();
    }

    @Override
    Potential potential() {
        return potential;
    }

    @Override
    List<Structure> structures() {
        SplittableRandom random = new SplittableRandom(4);
        List<Structure> structures = new ArrayList<>();
        for (int cells = 1; cells <= 3; cells++) {
            structures.add(rattled(cells, random));
        }
        return structures;
    }

    /** Returns face-centred cubic argon with a little krypton and neon; all atoms are displaced. */
    static Structure rattled(int cells, SplittableRandom random) {
        double a = 5.2;
        double[][] faceCentred = {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0.5, 0}, {0.5, 0, 0.5}};
        int[] atomicNumbers = new int[4 * cells];
        double[][] frac = new double[4 * cells][3];
        for (int atom = 0; atom < frac.length; atom++) {
            atomicNumbers[atom] = atom % 4 == 1 ? 36 : atom % 4 == 2 ? 10 : 18;
            for (int axis = 0; axis < 3; axis++) {
                frac[atom][axis] = faceCentred[atom % 4][axis] + 0.05 * random.nextDouble();
            }
            int cell = atom / 4;
            frac[atom][0] = (frac[atom][0] + cell) / cells;
        }
        return new Structure(
                new double[][] {{cells * a, 0, 0}, {0.4, a + 0.2, 0}, {0.1, -0.3, a}},
                atomicNumbers,
                frac);
    }

    @Test
    void agreesWithTheFormula() throws ImpossibleStructureException {
        for (Structure structure : structures()) {
            Prediction prediction = potential
                    .evaluate(List.of(structure), RequestedQuantities.ENERGY)
                    .get(0)
                    .orElseThrow();
            assertThat(prediction.energyEvPerAtom() * structure.atomCount())
                    .isCloseTo(energyEv(structure), within(1e-5 * structure.atomCount()));
        }
    }

    private static double energyEv(Structure structure) throws ImpossibleStructureException {
        Bonds bonds = BondSearch.find(structure, CUTOFF, 100_000);
        double energy = 0;
        for (int bond = 0; bond < bonds.count(); bond++) {
            Element from = structure.element(bonds.from()[bond]);
            Element to = structure.element(bonds.to()[bond]);
            double sixth = Math.pow(
                    (SIGMA.get(from) + SIGMA.get(to)) / 2 / bonds.lengthAngstrom()[bond], 6);
            double fade = Math.pow(1 - Math.pow(bonds.lengthAngstrom()[bond] / CUTOFF, 2), 3);
            energy += 4
                    * Math.sqrt(EPSILON.get(from) * EPSILON.get(to))
                    * (sixth * sixth - sixth)
                    * fade;
        }
        return energy;
    }

    @Test
    void unknownElementsAreReportedAndDoNotAffectTheOthers() {
        Structure good = structures().get(0);
        Structure salt =
                new Structure(good.latticeVectors(), new int[] {11, 17, 18, 18}, good.fracs());
        Structure lonely = new Structure(
                new double[][] {{9, 0, 0}, {0, 9, 0}, {0, 0, 9}}, new int[] {18}, new double[1][3]);
        List<Result<Prediction>> evaluations =
                potential.evaluate(List.of(salt, good, lonely), RequestedQuantities.ENERGY);
        assertThat(((Result.Failure<?>) evaluations.get(0)).reason()).contains("does not know Na");
        assertThat(evaluations.get(1)).isInstanceOf(Result.Success.class);
        assertThat(((Result.Failure<?>) evaluations.get(2)).reason())
                .contains("atom 0 (Ar) has no neighbour within 6");
        assertThat(potential.knows(Element.Ar)).isTrue();
        assertThat(potential.knows(Element.Na)).isFalse();
    }
}

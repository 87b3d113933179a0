package io.nucleate.energy.potential;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;

import java.io.IOException;
import java.util.List;

/** The example with which the description of {@link Potential} begins. */
final class PotentialExample {
    private PotentialExample() {}

    static void run() throws IOException {
        // begin
        Crystal halite = new Crystal(
                SpaceGroup.of(225),
                new Lattice(5.64, 5.64, 5.64, 90, 90, 90),
                List.of(
                        new Site(Element.Na, 'a', 0, 0, 0),
                        new Site(Element.Cl, 'b', 0.5, 0.5, 0.5)));
        try (Potential potential = Potentials.load("chgnet", "auto")) {
            Prediction prediction = potential
                    .evaluate(List.of(halite.primitiveStructure()), RequestedQuantities.ENERGY)
                    .get(0)
                    .orElseThrow();
            System.out.println(prediction.energyEvPerAtom() + " eV/atom"); // -3.666…
        }
        // end
    }
}

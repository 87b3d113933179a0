package io.nucleate.energy.potential;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;

import java.util.List;
import java.util.Optional;

/**
 * A machine-learned interatomic potential: predicts energy, forces and stress of a structure.
 *
 * <pre>{@code
 * Crystal halite = new Crystal(
 *         SpaceGroup.of(225),
 *         new Lattice(5.64, 5.64, 5.64, 90, 90, 90),
 *         List.of(
 *                 new Site(Element.Na, 'a', 0, 0, 0),
 *                 new Site(Element.Cl, 'b', 0.5, 0.5, 0.5)));
 * try (Potential potential = Potentials.load("chgnet", "auto")) {
 *     Prediction prediction = potential
 *             .evaluate(List.of(halite.primitiveStructure()), RequestedQuantities.ENERGY)
 *             .get(0)
 *             .orElseThrow();
 *     System.out.println(prediction.energyEvPerAtom() + " eV/atom"); // -3.666…
 * }
 * }</pre>
 *
 * <p>One thread at a time may use an instance.
 */
public interface Potential extends AutoCloseable {

    /**
     * Kind of failure: the potential cannot evaluate the structure. The structure is too large, or
     * two of its atoms coincide, or it has an element that the potential was not trained on. The
     * word stands in records and results since release 0.1.0, so it stays.
     */
    String UNSUPPORTED = "unpriceable";

    /** Kind of failure: the potential predicted a number that is infinite or not a number. */
    String NOT_FINITE = "not-finite";

    /**
     * Returns name and version of the potential, for example {@code chgnet-0.3.0}. Every score
     * quotes them.
     */
    String name();

    /**
     * Returns the SHA-256 of the file of the potential's parameters, in hexadecimal digits; empty
     * if it has none.
     */
    default Optional<String> weightsSha256() {
        return Optional.empty();
    }

    /** Tells whether the potential was trained on the element. */
    boolean knows(Element element);

    /**
     * Returns the name of the elemental references that turn energies of this potential into
     * formation energies; empty if no references belong to it. The class
     * {@code ElementalReferences} in package {@code hull} reads them by this name.
     */
    default Optional<String> elementalReferences() {
        return Optional.empty();
    }

    /**
     * Predicts the energies of structures and, on request, their forces and stresses. A prediction
     * depends neither on the order of the list nor on the other structures in it.
     *
     * @param what the quantities to predict
     * @return one result for each structure, in the same order; the kind of a failure is
     *     {@link #UNSUPPORTED} or {@link #NOT_FINITE}
     * @throws IllegalStateException if the potential itself fails, for example because memory ran
     *     out or because it was closed
     */
    List<Result<Prediction>> evaluate(List<Structure> structures, RequestedQuantities what);

    /** Frees the memory of the model. */
    @Override
    void close();
}

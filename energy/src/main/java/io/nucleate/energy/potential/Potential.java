package io.nucleate.energy.potential;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;

import java.util.List;
import java.util.Optional;

/** A machine-learned interatomic potential. An instance is used by one thread at a time. */
public interface Potential extends AutoCloseable {

    /**
     * Kind of failure: the potential cannot take the structure, because it is too large, atoms
     * coincide, or it holds an element that the potential was not made for. Records on the topics
     * have called it so since release 0.1.0.
     */
    String UNSUPPORTED = "unpriceable";

    /** Kind of failure: the potential answered with a number that is infinite or not a number. */
    String NOT_FINITE = "not-finite";

    /** Returns name and version, as every score quotes them, for example {@code chgnet-0.3.0}. */
    String name();

    /** Tells whether the potential was made for the element. */
    boolean knows(Element element);

    /**
     * Names the elemental references that turn its energies into formation energies; empty where
     * none belong to it.
     */
    default Optional<String> elementalReferences() {
        return Optional.empty();
    }

    /**
     * Predicts the energies of structures, and forces and stresses on request. A prediction depends
     * neither on the order of the list nor on the other structures in it.
     *
     * @param what the quantities to compute
     * @return one result per structure, in the order given; a failure is of kind
     *     {@link #UNSUPPORTED} or {@link #NOT_FINITE}
     * @throws IllegalStateException where the potential itself is broken, for example out of memory
     *     or closed
     */
    List<Result<Prediction>> evaluate(List<Structure> structures, RequestedQuantities what);

    /** Frees the network's memory. */
    @Override
    void close();
}

package io.nucleate.energy.potential;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;

import java.util.List;
import java.util.Optional;

/** A machine-learned interatomic potential. An instance is used by one thread at a time. */
public interface Potential extends AutoCloseable {

    /** Name and version, as it stands in every score, for example {@code chgnet-0.3.0}. */
    String name();

    /**
     * Whether the potential was made for the element; a structure with another one cannot be
     * priced.
     */
    boolean knows(Element element);

    /**
     * Name of the elemental references that turn its energies into formation energies; empty where
     * none belong to it.
     */
    default Optional<String> elementalReferences() {
        return Optional.empty();
    }

    /**
     * Prices structures; the result depends neither on their order nor on what else is in the list.
     *
     * @return one evaluation per structure, in the order given; a structure that cannot be priced
     *     has its reason there and costs the others nothing
     * @throws IllegalStateException where the potential itself is broken, for example out of memory
     *     or closed
     */
    List<Evaluation> evaluate(List<Structure> structures, RequestedQuantities what);

    /** Frees the network's memory. */
    @Override
    void close();
}

package io.nucleate.crystal.substitution;

import io.nucleate.crystal.CovalentRadius;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Puts other elements on the sites of a crystal. The lattice grows with the covalent radii. */
public final class Exchange {
    private Exchange() {}

    /**
     * Replaces elements everywhere.
     *
     * @param replacements new element of each element that is replaced; the others stay
     */
    public static Crystal everywhere(Crystal parent, Map<Element, Element> replacements) {
        return exchanged(parent, i -> {
            Element element = parent.sites().get(i).element();
            return replacements.getOrDefault(element, element);
        });
    }

    /**
     * Replaces the element of one site only.
     *
     * @param site place in {@link Crystal#sites}
     */
    public static Crystal atSite(Crystal parent, int site, Element replacement) {
        return exchanged(
                parent, i -> i == site ? replacement : parent.sites().get(i).element());
    }

    private static Crystal exchanged(Crystal parent, IntFunction<Element> elements) {
        List<Site> sites = IntStream.range(0, parent.sites().size())
                .mapToObj(i -> {
                    Site old = parent.sites().get(i);
                    return new Site(elements.apply(i), old.wyckoff(), old.x(), old.y(), old.z());
                })
                .toList();
        return new Crystal(
                parent.spaceGroup(),
                parent.lattice()
                        .scaled(radiiAngstrom(parent, sites)
                                / radiiAngstrom(parent, parent.sites())),
                sites);
    }

    private static double radiiAngstrom(Crystal crystal, List<Site> sites) {
        return sites.stream()
                .mapToDouble(
                        site -> crystal.spaceGroup().position(site.wyckoff()).multiplicity()
                                * CovalentRadius.ofAngstrom(site.element()))
                .sum();
    }
}

package io.nucleate.policy.constraints;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides exactly which partial crystals of one space group can still be completed. It searches
 * over the slots to come and the demand to be met, and remembers its answers. Several threads may
 * use it at once.
 */
final class Completions {
    /**
     * A number of sites that no crystal has. It is far from overflow, however often one is added.
     */
    private static final int IMPOSSIBLE = 1 << 20;

    private final List<Slot> slots = new ArrayList<>();
    /** Index of the first slot from which on all may stay empty. */
    private final int optionalFrom;

    private final List<Demand> demands;
    private final List<Map<Object, Integer>> fewestSites = new ArrayList<>();

    /** Allows any Wyckoff positions of a group. */
    Completions(SpaceGroup group, List<Demand> demands) {
        int latticePoints = group.centrings().length;
        for (WyckoffPosition position : group.positions()) {
            slots.add(new Slot(
                    position,
                    position.multiplicity() / latticePoints,
                    true,
                    position.hasFreeParameters(),
                    "",
                    false));
        }
        this.optionalFrom = 0;
        this.demands = demands;
        slots.forEach(slot -> fewestSites.add(new ConcurrentHashMap<>()));
    }

    /** Allows the Wyckoff positions of a template. */
    Completions(Template template, List<Demand> demands) {
        int latticePoints = template.spaceGroup().centrings().length;
        Map<String, Integer> atomsOfKind = new HashMap<>();
        for (Template.TemplateSite site : template.sites()) {
            atomsOfKind.merge(
                    site.kind(),
                    template.spaceGroup().position(site.wyckoff()).multiplicity() / latticePoints,
                    Integer::sum);
        }
        Map<Element, Integer> named = new HashMap<>();
        Set<String> settled = new HashSet<>();
        for (Template.TemplateSite site : template.sites()) {
            WyckoffPosition position = template.spaceGroup().position(site.wyckoff());
            site.element().ifPresent(element -> named.put(element, atomsOfKind.get(site.kind())));
            boolean alone = site.kind().isEmpty();
            boolean forced =
                    !alone && (!settled.add(site.kind()) || site.element().isPresent());
            int atoms =
                    alone ? position.multiplicity() / latticePoints : atomsOfKind.get(site.kind());
            slots.add(new Slot(position, forced ? 0 : atoms, false, false, site.kind(), forced));
        }
        this.optionalFrom = slots.size();
        this.demands = demands.stream()
                .map(demand -> reserve(demand, named))
                .filter(Objects::nonNull)
                .toList();
        slots.forEach(slot -> fewestSites.add(new ConcurrentHashMap<>()));
    }

    /** Gives the named elements their atoms before any other element is drawn. */
    private static Demand reserve(Demand demand, Map<Element, Integer> atoms) {
        Demand rest = demand;
        for (Map.Entry<Element, Integer> entry : atoms.entrySet()) {
            rest = rest == null ? null : rest.place(entry.getKey(), entry.getValue(), true);
        }
        return rest;
    }

    Slot slot(int index) {
        return slots.get(index);
    }

    /**
     * Returns the demands before any site is drawn: one for each possible number of formula units.
     */
    List<Demand> demands() {
        return demands;
    }

    /**
     * Returns the index after the last slot that the next site can take, where the first
     * {@code from} slots are behind it.
     */
    int reach(int from) {
        int end = from;
        while (end < slots.size() && slots.get(end).optional()) {
            end++;
        }
        return Math.min(end + 1, slots.size());
    }

    boolean mayEnd(int from, Demand demand) {
        return from >= optionalFrom && demand.isMet();
    }

    /**
     * Tells whether a site may take a slot, with some element, if at most {@code sitesAfter} sites
     * follow.
     */
    boolean mayTake(int index, Demand demand, int sitesAfter) {
        return fewestSitesAfterTaking(index, demand) <= sitesAfter;
    }

    /**
     * Tells whether the site in a slot may have an element, if at most {@code sitesAfter} sites
     * follow.
     */
    boolean mayTake(int index, Element element, Demand demand, int sitesAfter) {
        Demand rest = rest(index, element, demand);
        return rest != null && fewestSites(after(index), rest) <= sitesAfter;
    }

    /**
     * Returns the demand after the site in a slot has got its element; null where it may not have
     * it.
     */
    Demand rest(int index, Element element, Demand demand) {
        Slot slot = slots.get(index);
        return slot.forced() ? demand : demand.place(element, slot.atoms(), slot.distinct());
    }

    /** Returns the first slot that the next site can take. */
    int after(int index) {
        return slots.get(index).repeatable() ? index : index + 1;
    }

    /**
     * Returns the smallest number of sites that meet the demand with the slots from an index on.
     */
    private int fewestSites(int from, Demand demand) {
        if (mayEnd(from, demand)) {
            return 0;
        }
        if (from == slots.size()) {
            return IMPOSSIBLE;
        }
        Object key = demand.key();
        Integer known = fewestSites.get(from).get(key);
        if (known == null) {
            int skipping = slots.get(from).optional() ? fewestSites(from + 1, demand) : IMPOSSIBLE;
            known = Math.min(skipping, 1 + fewestSitesAfterTaking(from, demand));
            fewestSites.get(from).put(key, known);
        }
        return known;
    }

    private int fewestSitesAfterTaking(int index, Demand demand) {
        if (slots.get(index).forced()) {
            return fewestSites(after(index), demand);
        }
        int fewest = IMPOSSIBLE;
        for (Element element : demand.representatives()) {
            Demand rest = rest(index, element, demand);
            if (rest != null) {
                fewest = Math.min(fewest, fewestSites(after(index), rest));
            }
        }
        return fewest;
    }
}

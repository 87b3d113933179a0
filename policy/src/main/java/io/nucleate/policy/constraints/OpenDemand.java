package io.nucleate.policy.constraints;

import io.nucleate.crystal.Element;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Demands some elements at least once each, allows some others, and limits the number of atoms. */
final class OpenDemand implements Demand {
    /** No limit on the atoms, which are then not counted down. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private final Set<Element> allowed;
    private final Set<Element> missing;
    /** Elements of the distinct sites. */
    private final Set<Element> taken;

    private final int atomsLeft;
    private final List<Element> representatives;

    /**
     * Makes the demand before any site is drawn.
     *
     * @param missing a subset of the allowed elements
     */
    OpenDemand(Set<Element> allowed, Set<Element> missing, int atomsMax) {
        this(allowed, missing, EnumSet.noneOf(Element.class), atomsMax);
    }

    private OpenDemand(
            Set<Element> allowed, Set<Element> missing, Set<Element> taken, int atomsLeft) {
        this.allowed = allowed;
        this.missing = missing;
        this.taken = taken;
        this.atomsLeft = atomsLeft;
        this.representatives = missing.stream()
                .findFirst()
                .or(() -> allowed.stream()
                        .filter(element -> !taken.contains(element))
                        .findFirst())
                .or(() -> allowed.stream().findFirst())
                .map(List::of)
                .orElse(List.of());
    }

    @Override
    public boolean isMet() {
        return missing.isEmpty();
    }

    @Override
    public Demand place(Element element, int atoms, boolean distinct) {
        if (atoms > atomsLeft
                || !allowed.contains(element)
                || distinct && taken.contains(element)) {
            return null;
        }
        boolean isMissing = missing.contains(element);
        if (!isMissing && !distinct && atomsLeft == UNLIMITED) {
            return this;
        }
        return new OpenDemand(
                allowed,
                isMissing ? without(missing, element) : missing,
                distinct ? with(taken, element) : taken,
                atomsLeft == UNLIMITED ? UNLIMITED : atomsLeft - atoms);
    }

    /**
     * Returns one element: a missing one is never worse than another one, and elements that nothing
     * sets apart are alike.
     */
    @Override
    public List<Element> representatives() {
        return representatives;
    }

    @Override
    public Object key() {
        return List.of(missing.size(), allowed.size() - taken.size(), atomsLeft);
    }

    private static Set<Element> with(Set<Element> elements, Element element) {
        Set<Element> more = EnumSet.of(element);
        more.addAll(elements);
        return more;
    }

    private static Set<Element> without(Set<Element> elements, Element element) {
        Set<Element> fewer = EnumSet.copyOf(elements);
        fewer.remove(element);
        return fewer;
    }
}

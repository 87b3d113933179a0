package io.nucleate.policy.constraints;

import io.nucleate.crystal.Element;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows one crystal through its constraints, letter and element in turn, and tells which choices
 * leave a completion. As long as only such choices are taken, there is always one.
 */
public final class Walk {
    private final Completions completions;
    private final Map<String, Element> elementOfKind = new HashMap<>();
    private List<Demand> demands;
    private int sitesLeft;
    /** Index of the first slot for the next site. */
    private int from;
    /** Index of the slot of the site whose element is still to be drawn. */
    private int taken;

    Walk(Completions completions, int sitesMax) {
        this.completions = completions;
        this.demands = completions.demands();
        this.sitesLeft = sitesMax;
    }

    /** Tells whether any site may be drawn at all. */
    boolean hasStart() {
        for (int slot = from; slot < completions.reach(from); slot++) {
            if (mayTakeLetter(completions.slot(slot).position().number())) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether the crystal may be closed instead of getting another site. */
    public boolean mayEnd() {
        for (Demand demand : demands) {
            if (completions.mayEnd(from, demand)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tells whether a letter may come next.
     *
     * @param letter number of a Wyckoff letter, from 1
     */
    public boolean mayTakeLetter(int letter) {
        int slot = slot(letter);
        if (slot < 0 || sitesLeft == 0) {
            return false;
        }
        for (Demand demand : demands) {
            if (completions.mayTake(slot, demand, sitesLeft - 1)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes a letter for the next site.
     *
     * @throws IllegalArgumentException for a letter that cannot come next
     */
    public void takeLetter(int letter) {
        int slot = slot(letter);
        if (slot < 0 || sitesLeft == 0) {
            throw new IllegalArgumentException("letter " + letter + " cannot come next");
        }
        taken = slot;
        from = completions.after(slot);
        sitesLeft--;
    }

    private int slot(int letter) {
        for (int slot = from; slot < completions.reach(from); slot++) {
            if (completions.slot(slot).position().number() == letter) {
                return slot;
            }
        }
        return -1;
    }

    /** Tells whether the site of the last letter may have an element. */
    public boolean mayTakeElement(Element element) {
        Slot slot = completions.slot(taken);
        if (slot.forced() && element != elementOfKind(slot)) {
            return false;
        }
        for (Demand demand : demands) {
            if (completions.mayTake(taken, element, demand, sitesLeft)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes an element for the site of the last letter.
     *
     * @throws IllegalArgumentException for an element that the constraints exclude
     */
    public void takeElement(Element element) {
        Slot slot = completions.slot(taken);
        List<Demand> rest = new ArrayList<>(demands.size());
        for (Demand demand : demands) {
            Demand left = completions.rest(taken, element, demand);
            if (left != null) {
                rest.add(left);
            }
        }
        if (rest.isEmpty() || slot.forced() && element != elementOfKind(slot)) {
            throw new IllegalArgumentException(element + " cannot come next");
        }
        demands = rest;
        if (slot.distinct()) {
            elementOfKind.put(slot.kind(), element);
        }
    }

    private Element elementOfKind(Slot slot) {
        return Element.isSymbol(slot.kind())
                ? Element.of(slot.kind())
                : elementOfKind.get(slot.kind());
    }
}

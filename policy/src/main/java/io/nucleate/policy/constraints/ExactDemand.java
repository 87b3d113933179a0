package io.nucleate.policy.constraints;

import io.nucleate.crystal.Element;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Demands exact numbers of atoms of each element, and no other elements. */
final class ExactDemand implements Demand {
    private final List<Element> elements;
    private final int[] left;
    /** Tells for each element whether a distinct site has it. */
    private final boolean[] taken;

    ExactDemand(List<Element> elements, int[] atoms) {
        this(elements, atoms, new boolean[atoms.length]);
    }

    private ExactDemand(List<Element> elements, int[] left, boolean[] taken) {
        this.elements = elements;
        this.left = left;
        this.taken = taken;
    }

    @Override
    public boolean isMet() {
        for (int atoms : left) {
            if (atoms > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Demand place(Element element, int atoms, boolean distinct) {
        int i = elements.indexOf(element);
        if (i < 0 || left[i] < atoms || distinct && taken[i]) {
            return null;
        }
        int[] remaining = left.clone();
        remaining[i] -= atoms;
        boolean[] marked = taken.clone();
        marked[i] |= distinct;
        return new ExactDemand(elements, remaining, marked);
    }

    @Override
    public List<Element> representatives() {
        List<Element> representatives = new ArrayList<>(left.length);
        Set<Integer> codes = new HashSet<>();
        for (int i = 0; i < left.length; i++) {
            if (left[i] > 0 && codes.add(code(i))) {
                representatives.add(elements.get(i));
            }
        }
        return representatives;
    }

    @Override
    public Object key() {
        int[] codes = new int[left.length];
        Arrays.setAll(codes, this::code);
        Arrays.sort(codes);
        return Arrays.stream(codes).boxed().toList();
    }

    /**
     * Returns a number that is equal for elements that can stand for one another. An element that
     * is used up is like any other one that is.
     */
    private int code(int i) {
        return left[i] == 0 ? 0 : 2 * left[i] + (taken[i] ? 1 : 0);
    }
}

package io.nucleate.dashboard.view.catalogue;

import io.nucleate.crystal.Element;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.SiteRecord;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A set of elements, one bit each by atomic number.
 *
 * @param low hydrogen to europium
 * @param high the others
 */
public record ElementSet(long low, long high) {
    static final ElementSet NONE = new ElementSet(0, 0);

    static ElementSet of(Collection<Element> elements) {
        long low = 0;
        long high = 0;
        for (Element element : elements) {
            int number = element.atomicNumber();
            if (number < Long.SIZE) {
                low |= 1L << number;
            } else {
                high |= 1L << number - Long.SIZE;
            }
        }
        return new ElementSet(low, high);
    }

    static ElementSet of(CrystalRecord crystal) {
        return of(crystal.getSites().stream()
                .map(SiteRecord::getElement)
                .map(Element::of)
                .toList());
    }

    /**
     * Reads symbols.
     *
     * @param separator between them
     * @throws IllegalArgumentException for what is no symbol
     */
    static ElementSet parse(String text, String separator) {
        return of(Arrays.stream(text.split(separator))
                .map(String::strip)
                .map(Element::of)
                .toList());
    }

    boolean containsAll(ElementSet others) {
        return (others.low & ~low) == 0 && (others.high & ~high) == 0;
    }

    boolean intersects(ElementSet other) {
        return (low & other.low) != 0 || (high & other.high) != 0;
    }

    /** Returns the elements by atomic number. */
    public List<Element> elements() {
        return IntStream.concat(bits(low), bits(high).map(number -> number + Long.SIZE))
                .mapToObj(Element::ofAtomicNumber)
                .toList();
    }

    private static IntStream bits(long word) {
        return IntStream.range(0, Long.SIZE).filter(bit -> (word >>> bit & 1) != 0);
    }
}

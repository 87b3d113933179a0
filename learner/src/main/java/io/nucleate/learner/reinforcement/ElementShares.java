package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Discounts rewards of crystals with an element that has become too frequent. The share of an
 * element is that of the crystals that contain it. Its share at the start is that among the first
 * {@link #FIRST} crystals, which are not discounted; from then on it is a running mean over some
 * thousand crystals. Where the share s is above its bound b = max · (share at the start), the
 * advantage of a crystal over the worst reward is multiplied by
 *
 * <pre>
 *   exp(−penalty · (s/b − 1))
 * </pre>
 *
 * <p>of the element that is furthest above its bound. So the discount begins smoothly, and nothing
 * falls below the worst reward. The learner counts here, once for each candidate. One thread at a
 * time may use an instance.
 */
final class ElementShares {
    /** Crystals whose shares are those of the start. */
    static final int FIRST = 1000;

    /**
     * Least share at the start, so that a few crystals with an element that the start hardly has
     * are not already too many.
     */
    private static final double SHARE_MIN = 0.005;

    /** Share of the running mean that one crystal leaves in place. */
    private static final double DECAY = 1 - 1.0 / FIRST;

    private final ElementShareSettings settings;
    private int counted;
    /** By element, how many of the first crystals contain it. */
    private final Map<Element, Integer> first = new EnumMap<>(Element.class);

    /** By element, its running share; empty until the first crystals are counted. */
    private final Map<Element, Double> shares = new EnumMap<>(Element.class);

    /**
     * What the next discount depends on.
     *
     * @param counted crystals among the first
     * @param first by element, how many of the first crystals contain it
     * @param shares by element, its running share
     */
    record State(int counted, Map<Element, Integer> first, Map<Element, Double> shares) {}

    ElementShares(ElementShareSettings settings) {
        this.settings = settings;
    }

    /** Counts a crystal and returns it with its reward discounted. */
    Experience discount(Experience experience) {
        if (!settings.isOn()) {
            return experience;
        }
        Set<Element> elements = elements(experience.crystal());
        double excess = excess(elements);
        count(elements);
        if (excess == 0 || experience.rewardWorst().isEmpty()) {
            return experience;
        }
        double worst = experience.rewardWorst().getAsDouble();
        double advantage = Math.max(0, experience.reward() - worst);
        return advantage == 0
                ? experience
                : experience.withReward(worst + advantage * Math.exp(-settings.penalty() * excess));
    }

    private static Set<Element> elements(Crystal crystal) {
        Set<Element> elements = EnumSet.noneOf(Element.class);
        crystal.sites().forEach(site -> elements.add(site.element()));
        return elements;
    }

    /** Returns s/b − 1 of the element furthest above its bound; 0 where none is. */
    private double excess(Set<Element> elements) {
        double excess = 0;
        for (Element element : elements) {
            double atStart = Math.max(SHARE_MIN, first.getOrDefault(element, 0) / (double) FIRST);
            double share = shares.getOrDefault(element, 0.0);
            excess = Math.max(excess, share / (settings.max() * atStart) - 1);
        }
        return excess;
    }

    private void count(Set<Element> elements) {
        if (counted < FIRST) {
            elements.forEach(element -> first.merge(element, 1, Integer::sum));
            counted++;
            if (counted == FIRST) {
                first.forEach((element, times) -> shares.put(element, times / (double) FIRST));
            }
            return;
        }
        shares.replaceAll((element, share) -> DECAY * share);
        elements.forEach(element -> shares.merge(element, 1 - DECAY, Double::sum));
    }

    /** Returns counts and shares, for {@link #restore}. */
    State state() {
        return new State(counted, new EnumMap<>(first), new EnumMap<>(shares));
    }

    /** Takes up what {@link #state} gave. */
    void restore(State state) {
        counted = state.counted();
        first.clear();
        first.putAll(state.first());
        shares.clear();
        shares.putAll(state.shares());
    }
}

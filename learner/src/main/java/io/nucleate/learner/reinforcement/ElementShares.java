package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Discounts rewards of crystals with an element that has become too frequent. The share of an
 * element is that of the crystals that contain it. Its share at the start is that among the first
 * {@link RunningShares#FIRST} crystals, which are not discounted; from then on it is a running mean
 * over some thousand crystals. Where the share s is above its bound b = max · (share at the start),
 * the advantage of a crystal over the worst reward is multiplied by
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
    /**
     * Least share at the start, so that a few crystals with an element that the start hardly has
     * are not already too many.
     */
    private static final double SHARE_MIN = 0.005;

    private final ElementShareSettings settings;
    private final RunningShares<Element> shares = new RunningShares<>(RunningShares.FIRST);

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
        shares.count(elements);
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
            double atStart = Math.max(SHARE_MIN, shares.atStart(element));
            excess = Math.max(excess, shares.now(element) / (settings.max() * atStart) - 1);
        }
        return excess;
    }

    /** Returns counts and shares, for {@link #restore}. */
    State state() {
        return new State(shares.counted(), shares.first(), shares.shares());
    }

    /** Takes up what {@link #state} gave. */
    void restore(State state) {
        shares.restore(state.counted(), state.first(), state.shares());
    }
}

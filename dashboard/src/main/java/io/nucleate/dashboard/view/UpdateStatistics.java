package io.nucleate.dashboard.view;

import io.nucleate.schemas.PolicyUpdate;

/**
 * Sums over the updates of one or several versions, from which means are taken.
 *
 * @param klToPretrained in nats
 * @param staleness mean ages of the crystals learned from, in versions
 */
public record UpdateStatistics(
        long updates,
        double klToPretrained,
        double staleness,
        double clipFraction,
        double learnSeconds) {

    public static UpdateStatistics of(PolicyUpdate update) {
        return new UpdateStatistics(
                1,
                update.getKlToPretrained(),
                update.getMeanStaleness(),
                update.getClipFraction(),
                update.getLearnSeconds());
    }

    public UpdateStatistics merge(UpdateStatistics other) {
        return new UpdateStatistics(
                updates + other.updates,
                klToPretrained + other.klToPretrained,
                staleness + other.staleness,
                clipFraction + other.clipFraction,
                learnSeconds + other.learnSeconds);
    }
}

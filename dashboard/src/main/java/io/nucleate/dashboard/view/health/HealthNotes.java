package io.nucleate.dashboard.view.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was heard of services up to a moment. Dashboards that share the work hear of different ones,
 * and {@link #merge} puts that together.
 *
 * @param services by a key of their own
 * @param standing learners that stand still, by run
 * @param rejected the newest candidates that could not be scored, the newest first
 */
public record HealthNotes(
        Map<String, Heard> services, Map<String, Standing> standing, List<RejectedRow> rejected) {
    /** Rejections that are kept. */
    public static final int REJECTED_MAX = 50;

    static final Comparator<RejectedRow> NEWEST_FIRST = Comparator.comparing(
                    RejectedRow::at, Comparator.reverseOrder())
            .thenComparing(RejectedRow::source);
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    /** What a service wrote last. */
    public record Heard(String name, Instant at, String detail) {
        Heard later(Heard other) {
            return other.at.isAfter(at) ? other : this;
        }
    }

    /** Why a learner stands still, as it said then. */
    public record Standing(Instant at, String reason) {
        Standing later(Standing other) {
            return other.at.isAfter(at) ? other : this;
        }
    }

    public HealthNotes {
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        standing = Collections.unmodifiableSortedMap(new TreeMap<>(standing));
        rejected = List.copyOf(rejected);
    }

    /** The key of a run's learner. */
    static String learnerOf(String run) {
        return "learner/" + run;
    }

    /** Puts together what two dashboards have heard; of what both have, the later. */
    public HealthNotes merge(HealthNotes other) {
        Map<String, Heard> allServices = new TreeMap<>(services);
        other.services.forEach((key, heard) -> allServices.merge(key, heard, Heard::later));
        Map<String, Standing> allStanding = new TreeMap<>(standing);
        other.standing.forEach((run, one) -> allStanding.merge(run, one, Standing::later));
        return new HealthNotes(
                allServices,
                allStanding,
                Stream.concat(rejected.stream(), other.rejected.stream())
                        .distinct()
                        .sorted(NEWEST_FIRST)
                        .limit(REJECTED_MAX)
                        .toList());
    }

    /**
     * Reports it.
     *
     * @param diskBudgetBytes null where there is none
     */
    public HealthReport report(KafkaState kafka, Long diskBudgetBytes, Instant now) {
        List<ServiceRow> rows = services.values().stream()
                .filter(heard -> heard.at.isAfter(now.minus(FORGOTTEN)))
                .map(heard -> new ServiceRow(
                        heard.name,
                        heard.at.isAfter(now.minusSeconds(HealthBoard.ALIVE_SECONDS)),
                        heard.at,
                        heard.detail))
                .toList();
        return new HealthReport(
                rows,
                kafka.isUp() ? "up" : "down",
                kafka.lag(),
                kafka.storedBytes(),
                diskBudgetBytes,
                stallReason(kafka).orElse(null),
                rejected);
    }

    private Optional<String> stallReason(KafkaState kafka) {
        if (!kafka.isUp()) {
            return Optional.of("Kafka has not answered since " + kafka.since());
        }
        return standing.entrySet().stream()
                .filter(entry -> isNews(entry.getKey(), entry.getValue()))
                .max(Comparator.comparing(entry -> entry.getValue().at))
                .map(entry -> "the learner of run " + entry.getKey() + " stands still: "
                        + entry.getValue().reason);
    }

    /** Another dashboard may have heard later that the learner goes on. */
    private boolean isNews(String run, Standing one) {
        Heard learner = services.get(learnerOf(run));
        return learner == null || !learner.at.isAfter(one.at);
    }
}

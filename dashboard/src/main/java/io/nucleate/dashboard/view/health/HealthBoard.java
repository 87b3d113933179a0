package io.nucleate.dashboard.view.health;

import io.nucleate.dashboard.view.health.HealthNotes.Heard;
import io.nucleate.dashboard.view.health.HealthNotes.Standing;
import io.nucleate.schemas.GeneratorState;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Notes what services let be heard of themselves. Any thread may use it. */
public final class HealthBoard {
    /** A learner reports every ten seconds; others write when they have something. */
    static final int ALIVE_SECONDS = 60;

    private static final int SERVICES_MAX = 200;

    private final Map<String, Heard> services = new TreeMap<>();
    private final Map<String, Standing> standing = new TreeMap<>();
    private final TreeSet<RejectedRow> rejected = new TreeSet<>(HealthNotes.NEWEST_FIRST);

    public synchronized void heard(LearnerProgress progress) {
        String run = progress.getRun();
        hear(
                HealthNotes.learnerOf(run),
                "learner",
                progress.getReportedAt(),
                "run " + run + ", version " + progress.getVersion() + ", " + progress.getWaiting()
                        + " of " + progress.getBatchSize() + " crystals for the next");
        if (progress.getStanding() == null) {
            standing.remove(run);
        } else {
            standing.put(run, new Standing(progress.getReportedAt(), progress.getStanding()));
        }
    }

    public synchronized void heard(GeneratorState state) {
        hear(
                "generator/" + state.getRun() + "/" + state.getGenerator(),
                state.getGenerator(),
                state.getUpdatedAt(),
                "run " + state.getRun() + ", " + state.getNext() + " candidates, version "
                        + state.getPolicyVersion());
    }

    public synchronized void heard(Scored scored) {
        hear(
                "scorer/" + scored.getScorer(),
                scored.getScorer(),
                scored.getScoredAt(),
                "scores with " + scored.getPotential());
    }

    public synchronized void heard(Rejected record) {
        rejected.add(RejectedRow.of(record));
        if (rejected.size() > HealthNotes.REJECTED_MAX) {
            rejected.pollLast();
        }
    }

    private void hear(String key, String name, Instant at, String detail) {
        Heard before = services.get(key);
        if (before == null || !before.at().isAfter(at)) {
            services.put(key, new Heard(name, at, detail));
        }
        if (services.size() > SERVICES_MAX) {
            services.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().at()))
                    .map(Map.Entry::getKey)
                    .ifPresent(services::remove);
        }
    }

    /** Returns what was noted so far. */
    public synchronized HealthNotes notes() {
        return new HealthNotes(services, standing, List.copyOf(rejected));
    }
}

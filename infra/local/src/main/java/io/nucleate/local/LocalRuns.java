package io.nucleate.local;

import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunFollower;
import io.nucleate.schemas.RunStatus;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps a generator and a learner running for each run of the broker, as the topic {@code runs}
 * says. Scorers serve all runs.
 *
 * <table>
 * <caption>What becomes of a run's services</caption>
 * <tr><th>run</th><th>services</th></tr>
 * <tr><td>is new, and has not ended</td><td>are started</td></tr>
 * <tr><td>is paused or resumed</td><td>see to it themselves</td></tr>
 * <tr><td>has ended</td><td>are stopped</td></tr>
 * </table>
 */
final class LocalRuns implements AutoCloseable {
    private final RunFollower follower;
    private final Services services;
    private final Consumer<String> notices;
    private final Map<String, RunStatus> states = new HashMap<>();

    /** Starts and stops the processes of a run. */
    interface Services {
        void start(Run run);

        void stop(Run run);
    }

    /** @param notices told in words of every change of a run */
    LocalRuns(KafkaSettings kafka, Services services, Consumer<String> notices) {
        this.follower = new RunFollower(kafka, "up");
        this.services = services;
        this.notices = notices;
    }

    /** Starts the services of all runs that have not ended. */
    void start() {
        follower.pollToEnd();
        reconcile(follower.runs().values());
    }

    /** Follows changes, without waiting for one. */
    void tick() {
        if (follower.poll()) {
            reconcile(follower.runs().values());
        }
    }

    private void reconcile(Collection<Run> runs) {
        for (Run run : runs) {
            RunStatus before = states.put(run.getId(), run.getState());
            boolean ended = run.getState() == RunStatus.ENDED;
            if (before == run.getState() || before == null && ended) {
                continue;
            }
            if (before == null) {
                services.start(run);
            } else if (ended) {
                services.stop(run);
            }
            if (before != null || run.getState() != RunStatus.RUNNING) {
                notices.accept("run " + run.getId() + " is "
                        + run.getState().toString().toLowerCase(Locale.ROOT));
            }
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}

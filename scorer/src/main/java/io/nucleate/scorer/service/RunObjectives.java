package io.nucleate.scorer.service;

import io.nucleate.crystal.Result;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunFollower;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.Objective;

import org.jboss.logging.Logger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the runs of a broker ask of scores, as their records say.
 *
 * <table>
 * <caption>Which runs a scorer honours; the first row that fits decides</caption>
 * <tr><th>run</th><th>answer</th></tr>
 * <tr><td>has no record</td><td>refused</td></tr>
 * <tr><td>asks for another potential or another hull reference than the scorer has</td>
 *     <td>refused, naming both</td></tr>
 * <tr><td>has a reward or settings that this release cannot read</td>
 *     <td>refused, with the place</td></tr>
 * <tr><td>needs a property of which the scorer has no readout</td><td>refused</td></tr>
 * <tr><td>is pessimistic, by a second potential that the scorer does not have as its judge</td>
 *     <td>refused, naming both</td></tr>
 * <tr><td>anything else, in whatever state</td><td>honoured</td></tr>
 * </table>
 */
final class RunObjectives implements Objectives, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RunObjectives.class);

    private final RunFollower follower;
    private final CrystalScorer scorer;
    private final String hullReference;
    /** Settings of a run never change. */
    private final Map<String, Result<Objective>> known = new HashMap<>();

    /**
     * @param follower closed with this
     * @param hullReference identity of the hull's table, without phases that joined
     */
    RunObjectives(RunFollower follower, CrystalScorer scorer, String hullReference) {
        this.follower = follower;
        this.scorer = scorer;
        this.hullReference = hullReference;
    }

    @Override
    public Result<Objective> of(String run) {
        Result<Objective> answer = known.get(run);
        if (answer != null) {
            return answer;
        }
        if (follower.run(run).isEmpty()) {
            follower.pollToEnd();
        }
        Optional<Run> record = follower.run(run);
        if (record.isEmpty()) {
            return refused("there is no record of run " + run + " in the topic runs");
        }
        answer = read(record.get());
        known.put(run, answer);
        if (answer instanceof Result.Failure<Objective> failure) {
            LOG.warnf("run %s is refused: %s", run, failure.reason());
        } else {
            LOG.infof("scores run %s by %s", run, record.get().getReward());
        }
        return answer;
    }

    private Result<Objective> read(Run run) {
        List<String> objections = new ArrayList<>();
        if (!run.getPotential().equals(scorer.potential())) {
            objections.add("it asks for the potential " + run.getPotential()
                    + ", and this scorer has " + scorer.potential());
        }
        if (!run.getHullReference().equals(hullReference)) {
            objections.add("it asks for the hull reference " + run.getHullReference()
                    + ", and this scorer has " + hullReference);
        }
        try {
            Objective objective = ScoringRecords.objective(run);
            scorer.objection(objective).ifPresent(objections::add);
            return objections.isEmpty()
                    ? Result.success(objective)
                    : refused(String.join("; ", objections));
        } catch (IllegalArgumentException e) {
            objections.add(e.getMessage());
            return refused(String.join("; ", objections));
        }
    }

    private static Result<Objective> refused(String reason) {
        return Result.failure(CandidateHandler.RUN_REFUSED, reason);
    }

    @Override
    public void close() {
        follower.close();
    }
}

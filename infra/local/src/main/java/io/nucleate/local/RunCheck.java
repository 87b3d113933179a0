package io.nucleate.local;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.PolicyWeights;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.WeightsManifest;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks from the records of a stopped run that nothing was lost and nothing was counted twice. It
 * takes every record of a run's topics, in any order, and a bit of memory for each candidate.
 *
 * <table>
 * <caption>What must hold</caption>
 * <tr><th>violation</th><th>meaning</th></tr>
 * <tr><td>missing</td><td>scorers acknowledged a candidate, and nothing came of it</td></tr>
 * <tr><td>skipped</td><td>a generator's numbers have a gap</td></tr>
 * <tr><td>repeated</td><td>a generator used a number twice</td></tr>
 * <tr><td>unknown</td><td>something came of a candidate that nobody drew</td></tr>
 * <tr><td>different scores</td><td>scored twice, a candidate got two rewards</td></tr>
 * <tr><td>version gaps</td><td>an update is missing</td></tr>
 * <tr><td>version contents</td>
 *     <td>a version has two SHA-256, or two records of its update</td></tr>
 * <tr><td>learned</td><td>the updates' counts do not add up to the candidates accounted for, or
 *     there are more of these than outcomes</td></tr>
 * </table>
 *
 * <p>Candidates that no scorer has acknowledged are on their way, not missing.
 */
public final class RunCheck {
    /** Rewards of one candidate agree so well; the rest is the order of sums in other batches. */
    private static final double REWARD_DIFFERENCE_MAX = 1e-3;

    private final String run;
    private final boolean isWhole;
    private final Map<String, Source> sources = new TreeMap<>();
    private final Map<Integer, PolicyUpdate> updates = new TreeMap<>();
    private final Map<Integer, String> sha256 = new HashMap<>();
    private final Map<CandidateId, Double> rewards = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long scoredAgain;
    private long rejectedAgain;
    private long undecodable;
    private long waiting;
    private double rewardDifference;

    /** The candidates of one generator, by their numbers. */
    private static final class Source {
        private final BitSet drawn = new BitSet();
        private final BitSet acknowledged = new BitSet();
        private final BitSet scored = new BitSet();
        private final BitSet rejected = new BitSet();
    }

    /**
     * What was found.
     *
     * @param candidates distinct
     * @param scored distinct
     * @param rejected distinct
     * @param both scored and rejected, by a scorer that died between publishing and acknowledging
     * @param scoredAgain further records of scored candidates
     * @param rejectedAgain further records of rejected candidates
     * @param waiting without an outcome, and not acknowledged
     * @param versions made since the run began
     * @param learned candidates that the learner accounted for
     * @param rewardDifference largest between two scores of one candidate
     * @param violations in words; empty if all is well
     */
    public record Report(
            String run,
            long candidates,
            long scored,
            long rejected,
            long both,
            long scoredAgain,
            long rejectedAgain,
            long waiting,
            int versions,
            long learned,
            double rewardDifference,
            List<String> violations) {}

    /**
     * @param isWhole whether the topics still hold the beginning of the run; otherwise candidates
     *     before the first one that they hold are not looked for
     */
    public RunCheck(String run, boolean isWhole) {
        this.run = run;
        this.isWhole = isWhole;
    }

    private boolean isOurs(CandidateId id) {
        return id.getRun().equals(run);
    }

    private Source source(CandidateId id) {
        return sources.computeIfAbsent(id.getGenerator(), name -> new Source());
    }

    private static int number(CandidateId id) {
        return Math.toIntExact(id.getSequence());
    }

    /** @param isAcknowledged whether all scorers are done with it */
    public void accept(Candidate candidate, boolean isAcknowledged) {
        CandidateId id = candidate.getId();
        if (isOurs(id)) {
            Source source = source(id);
            if (source.drawn.get(number(id))) {
                violations.add("repeated: " + CandidateIds.text(id) + " stands twice among the"
                        + " candidates");
            }
            source.drawn.set(number(id));
            source.acknowledged.set(number(id), isAcknowledged);
        }
    }

    public void accept(Scored scored) {
        CandidateId id = scored.getCandidate().getId();
        if (!isOurs(id)) {
            return;
        }
        Source source = source(id);
        scoredAgain += source.scored.get(number(id)) ? 1 : 0;
        source.scored.set(number(id));
        double reward = scored.getReward() == null ? Double.NaN : scored.getReward();
        Double before = rewards.putIfAbsent(id, reward);
        if (before != null && Double.compare(before, reward) != 0) {
            double difference = Math.abs(before - reward);
            // One with a reward and one without differ by what is not a number.
            if (!(difference <= REWARD_DIFFERENCE_MAX)) {
                violations.add("different scores: " + CandidateIds.text(id) + " got the rewards "
                        + before + " and " + reward);
            }
            rewardDifference = Math.max(rewardDifference, difference);
        }
    }

    public void accept(Rejected rejected) {
        if (rejected.getCandidate() == null) {
            undecodable++;
            return;
        }
        CandidateId id = rejected.getCandidate().getId();
        if (isOurs(id)) {
            Source source = source(id);
            rejectedAgain += source.rejected.get(number(id)) ? 1 : 0;
            source.rejected.set(number(id));
        }
    }

    public void accept(PolicyUpdate update) {
        if (update.getRun().equals(run)) {
            PolicyUpdate before = updates.putIfAbsent(update.getVersion(), update);
            if (before != null
                    && (before.getMeanReward() != update.getMeanReward()
                            || before.getCandidatesAccounted()
                                    != update.getCandidatesAccounted())) {
                violations.add("version contents: version " + update.getVersion()
                        + " has two different updates");
            }
        }
    }

    public void accept(PolicyWeights weights) {
        if (weights.getRun().equals(run) && weights.getPart() instanceof WeightsManifest manifest) {
            String before = sha256.putIfAbsent(weights.getVersion(), manifest.getSha256());
            if (before != null && !before.equals(manifest.getSha256())) {
                violations.add("version contents: version " + weights.getVersion()
                        + " has the SHA-256 " + before + " and " + manifest.getSha256());
            }
        }
    }

    /** Returns what was found in the records so far. */
    public Report report() {
        long candidates = 0;
        long scored = 0;
        long rejected = 0;
        long both = 0;
        List<String> found = new ArrayList<>(violations);
        for (Map.Entry<String, Source> entry : sources.entrySet()) {
            Source source = entry.getValue();
            candidates += source.drawn.cardinality();
            scored += source.scored.cardinality();
            rejected += source.rejected.cardinality();
            BitSet twoFates = (BitSet) source.scored.clone();
            twoFates.and(source.rejected);
            both += twoFates.cardinality();
            check(entry.getKey(), source, found);
        }
        checkUpdates(scored + rejected - both + undecodable, found);
        return new Report(
                run,
                candidates,
                scored,
                rejected,
                both,
                scoredAgain,
                rejectedAgain,
                waiting,
                updates.size(),
                accounted(),
                rewardDifference,
                found);
    }

    private void check(String name, Source source, List<String> found) {
        BitSet open = (BitSet) source.drawn.clone();
        open.andNot(source.scored);
        open.andNot(source.rejected);
        BitSet missing = (BitSet) open.clone();
        missing.and(source.acknowledged);
        waiting += open.cardinality() - missing.cardinality();
        addIfAny("missing", name, missing, found);
        int first = isWhole ? 0 : Math.max(0, source.drawn.nextSetBit(0));
        BitSet skipped = new BitSet();
        skipped.set(first, Math.max(first, source.drawn.length()));
        skipped.andNot(source.drawn);
        addIfAny("skipped", name, skipped, found);
        BitSet unknown = (BitSet) source.scored.clone();
        unknown.or(source.rejected);
        unknown.andNot(source.drawn);
        unknown.clear(0, first);
        addIfAny("unknown", name, unknown, found);
    }

    private void addIfAny(String what, String source, BitSet numbers, List<String> found) {
        if (!numbers.isEmpty()) {
            found.add(what + ": " + numbers.cardinality() + " candidates of " + source
                    + ", the first is number " + numbers.nextSetBit(0));
        }
    }

    private long accounted() {
        return updates.values().stream()
                .mapToLong(PolicyUpdate::getCandidatesAccounted)
                .max()
                .orElse(0);
    }

    private void checkUpdates(long outcomes, List<String> found) {
        long used = 0;
        int expected = 1;
        for (PolicyUpdate update : updates.values()) {
            if (update.getVersion() != expected) {
                found.add("version gaps: there is a version " + update.getVersion() + " and none "
                        + expected);
            }
            expected = update.getVersion() + 1;
            used += update.getCrystals()
                    + update.getPassedOver()
                    + update.getSubstituted()
                    + update.getAbstained()
                    + update.getRejected()
                    + update.getStaleDropped()
                    + update.getRefused();
        }
        if (used != accounted()) {
            found.add("learned: the updates used or left out " + used + " candidates, but account"
                    + " for " + accounted());
        }
        if (accounted() > outcomes) {
            found.add("learned: the learner accounts for " + accounted() + " candidates, but only "
                    + outcomes + " have an outcome");
        }
    }
}

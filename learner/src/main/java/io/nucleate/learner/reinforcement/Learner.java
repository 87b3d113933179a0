package io.nucleate.learner.reinforcement;

import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.policy.Policy;
import io.nucleate.schemas.SeenIds;
import io.nucleate.tensors.Adam;
import io.nucleate.tensors.SafeTensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Learns from the outcomes of candidates, which come in one by one: every full batch makes a new
 * version of the policy. Holds the whole state that this depends on. For use by one thread; closing
 * frees the optimiser, the policies stay the caller's.
 *
 * <table>
 * <caption>Fate of an outcome; the first row that fits decides</caption>
 * <tr><th>outcome</th><th>counted as</th><th>effect</th></tr>
 * <tr><td>of a candidate that was counted before</td><td>duplicate</td><td>none</td></tr>
 * <tr><td>{@link #rejected}: no score</td><td>rejected</td><td>accounted for</td></tr>
 * <tr><td>{@link #abstained}: a score without a reward</td><td>abstained</td>
 *     <td>accounted for</td></tr>
 * <tr><td>{@link #scored}: its policy is more than {@link ReinforcementSettings#stalenessMax}
 *     versions old</td><td>stale</td><td>accounted for</td></tr>
 * <tr><td>{@link #scored}, the batch not yet full</td><td>learned</td>
 *     <td>accounted for; joins the batch</td></tr>
 * <tr><td>{@link #scored}, the last of the batch</td><td>learned</td>
 *     <td>accounted for; the batch makes a version, and the next one begins empty</td></tr>
 * </table>
 *
 * <p>Accounted candidates make room for new ones: generators pace themselves by their number.
 */
public final class Learner implements AutoCloseable {
    private final ReinforcementSettings settings;
    private final Policy policy;
    private final Adam adam;
    private final Baseline baseline;
    private final ProximalPolicyOptimization optimization;
    private final SeenIds seen = new SeenIds();
    private final List<Experience> batch = new ArrayList<>();
    private Tally tally = new Tally();
    private int version;
    private long staleDroppedTotal;

    /** Counts since the last update. */
    private static final class Tally {
        private int abstained;
        private int rejected;
        private int stale;
        private int duplicates;
    }

    /**
     * Report of one update; each field stands in the {@code PolicyUpdate} record, with its meaning.
     *
     * @param version that it produced
     */
    public record Update(
            int version,
            int crystals,
            int abstained,
            int rejected,
            int staleDropped,
            int duplicatesDropped,
            long staleDroppedTotal,
            long candidatesAccounted,
            double meanReward,
            double meanStaleness,
            double klToPretrained,
            double clipFraction,
            double meanImportanceWeight,
            double gradientNorm,
            double learnSeconds) {}

    /**
     * @param policy learns in place
     * @param pretrained where the KL penalty is measured from
     */
    public Learner(ReinforcementSettings settings, Policy policy, Policy pretrained) {
        this.settings = settings;
        this.policy = policy;
        this.adam = new Adam(policy.parameters().asMap(), policy.parameters().manager());
        this.baseline = new Baseline(settings.baselineDecay(), settings.baselinePrior());
        this.optimization =
                new ProximalPolicyOptimization(settings, policy, pretrained, adam, baseline);
    }

    /** Returns 0 for the pre-trained policy, one more with each update. */
    public int version() {
        return version;
    }

    /** Returns the number of distinct candidates whose outcome came: scored or rejected. */
    public long candidatesAccounted() {
        return seen.count();
    }

    /**
     * Takes a candidate that was scored with a reward.
     *
     * @param source generator, which numbers its candidates
     * @param sequence the candidate's number
     * @return the update, if this crystal filled the batch
     */
    public Optional<Update> scored(String source, long sequence, Experience experience) {
        if (!isNew(source, sequence)) {
            return Optional.empty();
        }
        if (version - experience.policyVersion() > settings.stalenessMax()) {
            tally.stale++;
            staleDroppedTotal++;
            return Optional.empty();
        }
        batch.add(experience);
        return batch.size() < settings.batchSize() ? Optional.empty() : Optional.of(update());
    }

    /** Takes a candidate that was scored without a reward. */
    public void abstained(String source, long sequence) {
        if (isNew(source, sequence)) {
            tally.abstained++;
        }
    }

    /** Takes a candidate that could not be scored. */
    public void rejected(String source, long sequence) {
        if (isNew(source, sequence)) {
            tally.rejected++;
        }
    }

    private boolean isNew(String source, long sequence) {
        boolean isNew = seen.add(source, sequence);
        if (!isNew) {
            tally.duplicates++;
        }
        return isNew;
    }

    private Update update() {
        long start = System.nanoTime();
        double reward = batch.stream().mapToDouble(Experience::reward).average().orElseThrow();
        double staleness = batch.stream()
                .mapToInt(experience -> version - experience.policyVersion())
                .average()
                .orElseThrow();
        ProximalPolicyOptimization.Diagnostics diagnostics = optimization.update(batch);
        version++;
        Update update = new Update(
                version,
                batch.size(),
                tally.abstained,
                tally.rejected,
                tally.stale,
                tally.duplicates,
                staleDroppedTotal,
                seen.count(),
                reward,
                staleness,
                diagnostics.klToPretrained(),
                diagnostics.clipFraction(),
                diagnostics.meanImportanceWeight(),
                diagnostics.gradientNorm(),
                (System.nanoTime() - start) * 1e-9);
        batch.clear();
        tally = new Tally();
        return update;
    }

    /**
     * Returns everything that the next update depends on. To be called right after an update, when
     * no batch is half full.
     *
     * @param offsets next record to read, by partition: those before it are part of this state
     * @param update the last update, to be announced again should the learner die before
     * @throws IllegalStateException where a batch is half full
     */
    public SafeTensors checkpoint(Map<String, Long> offsets, Update update) {
        if (!batch.isEmpty()) {
            throw new IllegalStateException("the state is complete only between batches");
        }
        return new LearnerState(
                        version,
                        staleDroppedTotal,
                        baseline.state(),
                        seen.bySource(),
                        seen.count(),
                        offsets,
                        update)
                .store(policy, adam);
    }

    /** Goes on from a checkpoint, whose weights the policy must hold already. */
    public LearnerState restore(SafeTensors checkpoint) {
        LearnerState state = LearnerState.of(checkpoint);
        TrainingCheckpoint.restore(checkpoint, adam);
        baseline.restore(state.baseline());
        seen.restore(state.seen());
        version = state.version();
        staleDroppedTotal = state.staleDroppedTotal();
        return state;
    }

    @Override
    public void close() {
        adam.close();
    }
}

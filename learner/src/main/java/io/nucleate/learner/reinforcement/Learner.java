package io.nucleate.learner.reinforcement;

import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.policy.Policy;
import io.nucleate.tensors.Adam;
import io.nucleate.tensors.SafeTensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The learner's whole state and what changes it: outcomes of candidates come in one by one, and
 * every full batch makes a new version of the policy. Counts each candidate once, drops what is too
 * old. For use by one thread; closing frees the optimiser, the policies stay the caller's.
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
     * What an update used and did.
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

    /** 0 for the pre-trained policy, one more with each update. */
    public int version() {
        return version;
    }

    /** Distinct candidates whose end was seen: scored or rejected. */
    public long candidatesAccounted() {
        return seen.count();
    }

    /**
     * A candidate that was scored with a reward.
     *
     * @param source and {@code sequence}: the candidate's identity
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

    /** A candidate whose score is no reward. */
    public void abstained(String source, long sequence) {
        if (isNew(source, sequence)) {
            tally.abstained++;
        }
    }

    /** A candidate that could not be scored. */
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
        ProximalPolicyOptimization.Report report = optimization.update(batch);
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
                report.klToPretrained(),
                report.clipFraction(),
                report.meanImportanceWeight(),
                report.gradientNorm(),
                (System.nanoTime() - start) * 1e-9);
        batch.clear();
        tally = new Tally();
        return update;
    }

    /**
     * Everything that the next update depends on, right after an update, when no batch is half
     * full.
     *
     * @param offsets of the topics, by partition: what is included in this state
     * @param update the last one, to be announced again should the learner die before
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
        seen.restore(state.seen(), state.seenCount());
        version = state.version();
        staleDroppedTotal = state.staleDroppedTotal();
        return state;
    }

    @Override
    public void close() {
        adam.close();
    }
}

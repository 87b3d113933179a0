package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;
import io.nucleate.policy.Policy;
import io.nucleate.schemas.Blocks;
import io.nucleate.schemas.SeenIds;
import io.nucleate.tensors.SafeTensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.logging.Logger;

/**
 * Learns from the outcomes of candidates, which come in one by one: every full window makes a new
 * version of the policy, of the batch that is chosen from it ({@link Choice}; by default of all).
 * Holds the whole state that this depends on. For use by one thread; closing frees the optimiser,
 * the policies stay the caller's.
 *
 * <table>
 * <caption>Fate of an outcome; the first row that fits decides</caption>
 * <tr><th>outcome</th><th>counted as</th><th>effect</th></tr>
 * <tr><td>of a candidate that was counted before</td><td>duplicate</td><td>none</td></tr>
 * <tr><td>{@link #refused}: not readable, or impossible</td><td>refused</td>
 *     <td>accounted for</td></tr>
 * <tr><td>{@link #rejected}: no score</td><td>rejected</td><td>accounted for</td></tr>
 * <tr><td>{@link #substituted}: a score, but the policy did not draw the crystal</td>
 *     <td>substituted</td><td>accounted for</td></tr>
 * <tr><td>{@link #abstained}: a score without a reward</td><td>abstained</td>
 *     <td>accounted for</td></tr>
 * <tr><td>{@link #scored}: its policy's version does not exist yet, or it has more sites than the
 *     policy knows</td><td>refused</td><td>accounted for</td></tr>
 * <tr><td>{@link #scored}: its policy is more than {@link ReinforcementSettings#stalenessMax}
 *     versions old</td><td>stale</td><td>accounted for</td></tr>
 * <tr><td>{@link #scored}, the window not yet full</td><td>(decided later)</td>
 *     <td>accounted for; joins the window</td></tr>
 * <tr><td>in a full window, and chosen, but its density is not finite</td><td>refused</td>
 *     <td>leaves the window, which is no longer full</td></tr>
 * <tr><td>in a full window, and chosen</td><td>learned</td>
 *     <td>it is of the batch that makes a version; the next window begins empty</td></tr>
 * <tr><td>in a full window, and not chosen</td><td>passed over</td>
 *     <td>the others are compared with its reward</td></tr>
 * </table>
 *
 * <p>What joins the window is discounted if crystals of its kind did before ({@link Repeats}), and
 * if an element of it has become too frequent ({@link ElementShares}). What is learned from is
 * pulled to the strata that have lost their share ({@link StrataShares}). The best of the window,
 * chosen or not, may be learned from again with later batches ({@link Elites}).
 *
 * <p>A candidate of which nothing came is lost once it is as old as the stale, and never awaited
 * again. Accounted and lost candidates make room for new ones: generators pace themselves by them.
 */
public final class Learner implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Learner.class.getName());

    private final ReinforcementSettings settings;
    private final PolicyTraining training;
    private final LongSupplier nanoTime;
    private final boolean isInBlocks;
    private final Repeats repeats;
    private final ElementShares elementShares;
    private final StrataShares strataShares;
    private final Elites elites;
    private final Accounting accounting = new Accounting();
    private final List<Member> window = new ArrayList<>();
    private Tally tally = new Tally();
    private int version;
    private long staleDroppedTotal;
    private long refusedTotal;

    /** A crystal that waits for its window to be full, and whose it is. */
    private record Member(
            String source, long sequence, Experience experience, boolean isDiscounted) {
        /** Returns a number that says nothing about the crystal, and is always the same. */
        private long lot() {
            return new SplittableRandom(31L * source.hashCode() + sequence).nextLong();
        }
    }

    /** Counts since the last update. */
    private static final class Tally {
        private int substituted;
        private int abstained;
        private int rejected;
        private int stale;
        private int duplicates;
        private int refused;
        private int overShare;
    }

    /**
     * Report of one update; each field stands in the {@code PolicyUpdate} record, with its meaning.
     *
     * @param version that it produced
     */
    public record Update(
            int version,
            int crystals,
            int passedOver,
            int abstained,
            int rejected,
            int staleDropped,
            int duplicatesDropped,
            int refused,
            int lost,
            int discounted,
            int overShare,
            int substituted,
            int elites,
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
        this(settings, new ReinforcementTraining(settings, policy, pretrained), System::nanoTime);
    }

    /**
     * @param training of the policy; closing the learner closes it
     * @param nanoTime measures how long an update takes
     */
    public Learner(ReinforcementSettings settings, PolicyTraining training, LongSupplier nanoTime) {
        this(settings, training, nanoTime, false);
    }

    /**
     * @param isInBlocks whether {@link #endBlock} alone makes versions, and not a full window
     * @throws IllegalArgumentException if crystals of blocks would be too old to be learned from
     */
    public Learner(
            ReinforcementSettings settings,
            PolicyTraining training,
            LongSupplier nanoTime,
            boolean isInBlocks) {
        if (isInBlocks && settings.stalenessMax() < Blocks.LAG) {
            throw new IllegalArgumentException("in a deterministic run crystals are "
                    + Blocks.LAG
                    + " versions old: learning.stalenessMax must be at least that, not "
                    + settings.stalenessMax());
        }
        this.isInBlocks = isInBlocks;
        this.settings = settings;
        this.training = training;
        this.nanoTime = nanoTime;
        this.repeats = new Repeats(settings.repeatsMemory(), settings.repeatsFactor());
        this.elementShares = new ElementShares(settings.elementShares());
        this.strataShares = new StrataShares(settings.strata());
        this.elites = new Elites(settings.elite(), settings.strata());
    }

    /** Returns 0 for the pre-trained policy, one more with each update. */
    public int version() {
        return version;
    }

    /** Returns the number of distinct candidates whose outcome came: scored or rejected. */
    public long candidatesAccounted() {
        return accounting.accounted();
    }

    /** Returns the number of candidates, since the run began, of which nothing came in time. */
    public long lostTotal() {
        return accounting.lost();
    }

    /** Returns the crystals with a reward that wait for the others of their window. */
    public int waiting() {
        return window.size();
    }

    /** Returns the numbers of a generator's candidates that are accounted for or lost. */
    public SeenIds.Seen accountedOf(String source) {
        return accounting.of(source);
    }

    /** Returns everyone whose candidates were ever accounted for. */
    public Set<String> sources() {
        return accounting.bySource().keySet();
    }

    /** Returns the number of candidates that could not be, since the run began. */
    public long refusedTotal() {
        return refusedTotal;
    }

    /**
     * Takes a candidate that was scored with a reward.
     *
     * @param source generator, which numbers its candidates
     * @param sequence the candidate's number
     * @return the update, if this crystal filled the window
     */
    public Optional<Update> scored(String source, long sequence, Experience experience) {
        if (!isNew(source, sequence)) {
            return Optional.empty();
        }
        int sites = experience.crystal().sites().size();
        if (isUnknown(experience.policyVersion()) || sites > training.sitesMax()) {
            refuse(
                    source,
                    sequence,
                    "drawn by version " + experience.policyVersion() + " of " + version + ", with "
                            + sites + " sites");
            return Optional.empty();
        }
        accounting.drawn(source, sequence, experience.policyVersion());
        if (version - experience.policyVersion() > settings.stalenessMax()) {
            tally.stale++;
            staleDroppedTotal++;
            return Optional.empty();
        }
        strataShares.count(experience.crystal());
        Experience discounted = repeats.discount(experience);
        boolean isRepeat = discounted.reward() < experience.reward();
        Experience guarded = elementShares.discount(discounted);
        tally.overShare += guarded.reward() < discounted.reward() ? 1 : 0;
        window.add(new Member(source, sequence, guarded, isRepeat));
        return isInBlocks || window.size() < settings.windowSize() ? Optional.empty() : update();
    }

    /**
     * Makes a version of the candidates that came since the last one, however many can be learned
     * from or chosen; of none, the same weights under the next number.
     */
    public Update endBlock() {
        return update().orElseGet(this::endBlock);
    }

    /**
     * Takes a candidate that substitution made and scorers scored. Nothing is learned from it: the
     * policy did not draw it, so its density under the policy says nothing about how often it
     * comes. It does not enter baseline or memory of repeats either.
     *
     * @param policyVersion version that drew the crystal before the exchange
     */
    public void substituted(String source, long sequence, int policyVersion) {
        if (!isNew(source, sequence)) {
            return;
        }
        if (isUnknown(policyVersion)) {
            refuse(source, sequence, "drawn by version " + policyVersion + " of " + version);
            return;
        }
        accounting.drawn(source, sequence, policyVersion);
        tally.substituted++;
    }

    private boolean isUnknown(int policyVersion) {
        return policyVersion < 0 || policyVersion > version;
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

    /**
     * Takes a candidate that cannot be: its outcome is not readable, holds a number that is not
     * finite, or an impossible crystal.
     */
    public void refused(String source, long sequence, String reason) {
        if (isNew(source, sequence)) {
            refuse(source, sequence, reason);
        }
    }

    private void refuse(String source, long sequence, String reason) {
        LOG.severe(() -> "left out " + source + "/" + sequence + ": " + reason);
        tally.refused++;
        refusedTotal++;
    }

    /** Accounts for a candidate whose outcome an earlier learner of this run may have used. */
    public void known(String source, long sequence) {
        accounting.add(source, sequence);
    }

    /** Gives the weights that the policy has now the number of a version. */
    public void goOnAs(int newVersion) {
        version = newVersion;
    }

    private boolean isNew(String source, long sequence) {
        boolean isNew = accounting.add(source, sequence);
        if (!isNew) {
            tally.duplicates++;
        }
        return isNew;
    }

    private Optional<Update> update() {
        long start = nanoTime.getAsLong();
        List<Experience> all = window.stream().map(Member::experience).toList();
        if (all.isEmpty()) {
            return Optional.of(
                    report(start, List.of(), new PolicyTraining.Diagnostics(0, 0, 0, 0)));
        }
        double[] excess = training.excess(all);
        int[] chosen = choose(excess);
        List<Experience> batch = Arrays.stream(chosen).mapToObj(all::get).toList();
        PolicyTraining.Densities densities = training.densities(batch);
        BitSet unusable = densities.unusable();
        if (!unusable.isEmpty()) {
            refuse(unusable.stream().mapToObj(i -> window.get(chosen[i])).toList());
            return Optional.empty();
        }
        for (int i = 0; i < excess.length; i++) {
            Member member = window.get(i);
            elites.take(member.experience(), member.isDiscounted(), excess[i], training::allows);
        }
        List<Crystal> replayed = elites.draw(all, batch.size(), version, training::allows);
        double[] pull = batch.stream()
                .mapToDouble(one -> strataShares.pull(one.crystal()))
                .toArray();
        PolicyTraining.Diagnostics diagnostics =
                training.update(new PolicyTraining.Lesson(all, chosen, densities, pull, replayed));
        return Optional.of(report(start, batch, diagnostics));
    }

    private int[] choose(double[] excess) {
        int size = settings.window().size() == 0 ? excess.length : settings.batchSize();
        long[] lots = window.stream().mapToLong(Member::lot).toArray();
        return settings.window().choice().from(excess, lots, size);
    }

    private void refuse(List<Member> members) {
        members.forEach(member ->
                refuse(member.source(), member.sequence(), "it has no density under the policy"));
        window.removeAll(members);
    }

    /** Counts a version that was made, and begins the next window. */
    private Update report(
            long start, List<Experience> batch, PolicyTraining.Diagnostics diagnostics) {
        double reward = window.stream()
                .mapToDouble(member -> member.experience().reward())
                .average()
                .orElse(0);
        double staleness = batch.stream()
                .mapToInt(experience -> version - experience.policyVersion())
                .average()
                .orElse(0);
        version++;
        long lost = accounting.giveUpBefore(version - settings.stalenessMax());
        Update update = new Update(
                version,
                batch.size(),
                window.size() - batch.size(),
                tally.abstained,
                tally.rejected,
                tally.stale,
                tally.duplicates,
                tally.refused,
                Math.toIntExact(lost),
                Math.toIntExact(window.stream().filter(Member::isDiscounted).count()),
                tally.overShare,
                tally.substituted,
                elites.size(),
                staleDroppedTotal,
                accounting.accounted(),
                reward,
                staleness,
                diagnostics.klToPretrained(),
                diagnostics.clipFraction(),
                diagnostics.meanImportanceWeight(),
                diagnostics.gradientNorm(),
                (nanoTime.getAsLong() - start) * 1e-9);
        window.clear();
        tally = new Tally();
        return update;
    }

    /**
     * Returns everything that the next update depends on, less the counts since the last one. To be
     * called when no window is half full, such as right after an update.
     *
     * @param offsets next record to read, by partition: those before it are part of this state
     * @param update the last update, to be announced again should the learner die before; null
     *     where there was none since an earlier learner's state was lost
     * @throws IllegalStateException where a window is half full
     */
    public SafeTensors checkpoint(Map<String, Long> offsets, Update update) {
        if (!window.isEmpty()) {
            throw new IllegalStateException("the state is complete only between windows");
        }
        return new LearnerState(
                        version,
                        staleDroppedTotal,
                        refusedTotal,
                        accounting.lost(),
                        training.baseline(),
                        accounting.bySource(),
                        accounting.accounted(),
                        accounting.lastByVersion(),
                        repeats.state(),
                        elementShares.state(),
                        strataShares.state(),
                        elites.state(),
                        offsets,
                        update)
                .store(training);
    }

    /** Goes on from a checkpoint, whose weights the policy must hold already. */
    public LearnerState restore(SafeTensors checkpoint) {
        LearnerState state = LearnerState.of(checkpoint);
        training.restore(checkpoint, state.baseline());
        accounting.restore(state);
        if (state.repeats() != null) {
            repeats.restore(state.repeats());
        }
        if (state.elementShares() != null) {
            elementShares.restore(state.elementShares());
        }
        if (state.strataShares() != null) {
            strataShares.restore(state.strataShares());
        }
        if (state.elites() != null) {
            elites.restore(state.elites());
        }
        version = state.version();
        staleDroppedTotal = state.staleDroppedTotal();
        refusedTotal = state.refusedTotal();
        return state;
    }

    @Override
    public void close() {
        training.close();
    }
}

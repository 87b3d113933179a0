package io.nucleate.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.SafeTensors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A density over crystals that is ready to use: a network's configuration, its weights on a device,
 * and the distribution of the space groups in its training data. It samples crystals and computes
 * their log-densities:
 *
 * <pre>{@code
 * SafeTensors weights = SafeTensors.parse(Policy.shipped());
 * try (Policy policy = Policy.of(weights, Devices.of("cpu"))) {
 *     Policy titanates = policy.under(Constraints.parse("chemical-system=Ca-Ti-O"));
 *     List<SampledCrystal> drawn =
 *             titanates.sample(3, SamplingSettings.DEFAULT, new SplittableRandom(1));
 *     for (SampledCrystal each : drawn) {
 *         Crystal crystal = each.crystal();
 *         System.out.println(crystal.composition() + " in " + crystal.spaceGroup()
 *                 + ", log-density " + each.logProb().total());
 *     }
 * }
 * }</pre>
 *
 * <p>Several threads may sample and compute log-densities at once. A thread that records gradients
 * needs a {@link #replica} of its own. Closing frees the weights.
 */
public final class Policy implements AutoCloseable {
    /**
     * Number of tokens in one pass of the network without gradient. Larger batches leave the cache
     * of the processor.
     */
    private static final int TOKENS_PER_PASS = 4096;

    /** Tries for each crystal whose first try was impossible. */
    private static final int TRIES_AGAIN = 3;

    /**
     * Impossible draws in a row after which a policy is taken to be broken. Where one draw in a
     * hundred is possible, this comes by chance once in 10¹³ times.
     */
    private static final int IMPOSSIBLE_MAX = 3000;

    private static final String SHIPPED = "pretrained.safetensors";

    private final PolicyConfig config;
    private final SpaceGroupDistribution spaceGroups;
    private final Parameters parameters;
    private final Constraints constraints;
    private final Conditions conditions;
    /** Memory for sampling. It is kept from one call to the next and freed with the parameters. */
    private final Queue<KeyValueCache> caches;

    private Policy(
            PolicyConfig config,
            SpaceGroupDistribution spaceGroups,
            Parameters parameters,
            Constraints constraints,
            Conditions conditions,
            Queue<KeyValueCache> caches) {
        this.config = config;
        this.spaceGroups = spaceGroups;
        this.parameters = parameters;
        this.constraints = constraints;
        this.conditions = conditions;
        this.caches = caches;
    }

    /**
     * Loads a policy from a safetensors file.
     *
     * @throws IOException with the path and the reason, for a file that is missing or not a policy
     */
    public static Policy load(Path path, Device device) throws IOException {
        SafeTensors file = SafeTensors.read(path);
        try {
            return of(file, device);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + " is not a policy: " + e.getMessage(), e);
        }
    }

    /**
     * Checks, without a device, that a file is a policy's: that its metadata state the
     * configuration, and that its tensors are those of the configuration.
     *
     * @throws IllegalArgumentException where it is not, with the entry or the tensor
     */
    public static void require(SafeTensors file) {
        Parameters.require(PolicyConfig.ofMetadata(file.metadata()), file);
        SpaceGroupDistribution.ofMetadata(file.metadata());
    }

    /**
     * Copies a policy to a device.
     *
     * @throws IllegalArgumentException as {@link #require}
     */
    public static Policy of(SafeTensors file, Device device) {
        require(file);
        PolicyConfig config = PolicyConfig.ofMetadata(file.metadata());
        return new Policy(
                config,
                SpaceGroupDistribution.ofMetadata(file.metadata()),
                Parameters.of(config, file, NDManager.newBaseManager(device)),
                Constraints.NONE,
                Conditions.NONE,
                new ConcurrentLinkedQueue<>());
    }

    /**
     * Returns the pre-trained policy that comes with Nucleate. Its model card is
     * {@code docs/model-card-policy.md}.
     *
     * @return the bytes of its safetensors file
     */
    public static byte[] shipped() throws IOException {
        try (InputStream stream = Policy.class.getResourceAsStream(SHIPPED)) {
            if (stream == null) {
                throw new IOException(
                        "this build carries no pre-trained policy; train one with 'nucleate"
                                + " pretrain'");
            }
            return stream.readAllBytes();
        }
    }

    /** Returns a policy with random weights, the start of pre-training. */
    public static Policy initialize(
            PolicyConfig config, SpaceGroupDistribution spaceGroups, long seed, Device device) {
        return of(initialize(config, spaceGroups, seed), device);
    }

    private static SafeTensors initialize(
            PolicyConfig config, SpaceGroupDistribution spaceGroups, long seed) {
        Map<String, SafeTensors.Tensor> tensors =
                new LinkedHashMap<>(Parameters.initialize(config, seed).tensors());
        // Before conditions are learned, space groups are as frequent as in the data.
        tensors.computeIfPresent(
                "space_group.output.bias",
                (name, zero) -> new SafeTensors.Tensor(zero.shape(), spaceGroups.logSmoothed()));
        return new SafeTensors(metadata(config, spaceGroups), tensors);
    }

    /**
     * Returns weights that can learn conditions, and compute until then what the given ones do.
     *
     * @param file weights of a policy; what it has learned of conditions stays
     * @param learned kinds of conditions
     * @param seed of the new parameters
     */
    public static SafeTensors withConditions(SafeTensors file, Set<Condition> learned, long seed) {
        PolicyConfig config = PolicyConfig.ofMetadata(file.metadata()).withConditions(learned);
        SafeTensors start =
                initialize(config, SpaceGroupDistribution.ofMetadata(file.metadata()), seed);
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>(start.tensors());
        tensors.replaceAll((name, fresh) -> file.tensors().getOrDefault(name, fresh));
        return new SafeTensors(start.metadata(), tensors);
    }

    /**
     * Returns the same policy under constraints. At each letter and element, only choices that
     * leave a completion may follow, in proportion to their probability without constraints. Draws
     * and densities are those of this policy. They are not the conditional density of the
     * unconstrained policy; {@code docs/adr/0015-conditional-generation.md} explains the
     * difference. Both share the weights: close one of the two.
     *
     * @throws IllegalArgumentException with the reason and what to do about it, where no crystal
     *     satisfies the constraints
     */
    public Policy under(Constraints wanted) {
        wanted.require(config.sitesMax());
        return new Policy(config, spaceGroups, parameters, wanted, conditions, caches);
    }

    /**
     * Returns the same policy given conditions that it has learned. Draws and densities are those
     * under the conditions; space groups are drawn from their probabilities under the conditions.
     * Both share the weights: close one of the two.
     *
     * @throws IllegalArgumentException for a condition that the policy has not learned
     */
    public Policy given(Conditions known) {
        Set<Condition> wanted = known.given();
        // Whoever gives a formula to a policy that has learned formulas need not have taught it
        // elements alone.
        if (config.conditions().contains(Condition.FORMULA) && known.formula().isPresent()) {
            wanted.remove(Condition.SYSTEM);
        }
        config.requireLearned(wanted);
        return new Policy(config, spaceGroups, parameters, constraints, known, caches);
    }

    public PolicyConfig config() {
        return config;
    }

    /**
     * Returns the distribution that space groups are drawn from, less what constraints exclude:
     * that of the training data, or the one under the policy's conditions.
     */
    public SpaceGroupDistribution spaceGroups() {
        if (conditions.isNone()) {
            return spaceGroups;
        }
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return SpaceGroupDistribution.ofLogProbabilities(
                    network(Dropout.NONE).spaceGroups(List.of(conditions)).toFloatArray());
        }
    }

    private CrystalFormer network(Dropout dropout) {
        return new CrystalFormer(config, parameters, dropout);
    }

    /** Returns whether this policy could draw a crystal, with its constraints and its sites. */
    public boolean allows(Crystal crystal) {
        return crystal.sites().size() <= config.sitesMax() && constraints.allows(crystal);
    }

    /**
     * Returns the same policy for another thread. It shares the memory of the weights and has
     * gradients of its own. Closing it leaves this one as it is.
     */
    public Policy replica() {
        return new Policy(
                config,
                spaceGroups,
                parameters.replica(),
                constraints,
                conditions,
                new ConcurrentLinkedQueue<>());
    }

    /** Returns the live weights, for an optimiser. */
    public Parameters parameters() {
        return parameters;
    }

    /** Returns the configuration and the space groups, as a file of its weights states them. */
    public Map<String, String> metadata() {
        return metadata(config, spaceGroups);
    }

    /**
     * Returns the configuration and the space groups that a file states, without anything else that
     * its metadata hold.
     *
     * @throws IllegalArgumentException where the file does not state the configuration
     */
    public static Map<String, String> metadata(SafeTensors file) {
        return metadata(
                PolicyConfig.ofMetadata(file.metadata()),
                SpaceGroupDistribution.ofMetadata(file.metadata()));
    }

    private static Map<String, String> metadata(
            PolicyConfig config, SpaceGroupDistribution spaceGroups) {
        Map<String, String> metadata = new TreeMap<>(config.toMetadata());
        metadata.putAll(spaceGroups.toMetadata());
        return metadata;
    }

    public SafeTensors toSafeTensors() {
        return new SafeTensors(metadata(), parameters.toTensors());
    }

    /**
     * Returns the log-densities of crystals, in their order. Crystals of any sizes may be mixed.
     *
     * @throws IllegalArgumentException for a crystal with more sites than the policy knows, or one
     *     that its constraints exclude
     */
    public List<LogProb> logProb(List<Crystal> crystals) {
        return logProb(crystals, Collections.nCopies(crystals.size(), conditions));
    }

    /**
     * Returns the log-densities of crystals, each under conditions of its own.
     *
     * @param known one for each crystal
     * @throws IllegalArgumentException as {@link #logProb(List)}
     */
    public List<LogProb> logProb(List<Crystal> crystals, List<Conditions> known) {
        LogProb[] results = new LogProb[crystals.size()];
        CrystalFormer network = network(Dropout.NONE);
        forEachChunk(crystals, TOKENS_PER_PASS, (batch, indices) -> {
            LogProb[] logProbs = logProbs(batch, network.forward(batch, each(indices, known)));
            for (int i = 0; i < indices.length; i++) {
                results[indices[i]] = logProbs[i];
            }
        });
        return Arrays.asList(results);
    }

    /**
     * Returns the crystals, in their order, with the likeliest lattice for their sites, and their
     * log-densities.
     *
     * @throws IllegalArgumentException as {@link #logProb}
     */
    public List<RankedCrystal> withLikeliestLattice(List<Crystal> crystals) {
        RankedCrystal[] results = new RankedCrystal[crystals.size()];
        CrystalFormer network = network(Dropout.NONE);
        forEachChunk(crystals, TOKENS_PER_PASS, (batch, indices) -> {
            CrystalFormer.Outputs outputs = network.forward(batch, alike(batch));
            float[] lattices = outputs.lattice().toFloatArray();
            List<Crystal> completed = new ArrayList<>(indices.length);
            for (int i = 0; i < indices.length; i++) {
                completed.add(LatticeMode.apply(
                        crystals.get(indices[i]), lattices, i * config.latticeOutputs(), config));
            }
            // The lattice comes last, so that the outputs are those of the completed crystals too.
            LogProb[] logProbs = logProbs(CrystalBatch.of(completed, config, constraints), outputs);
            for (int i = 0; i < indices.length; i++) {
                results[indices[i]] = new RankedCrystal(completed.get(i), logProbs[i]);
            }
        });
        return Arrays.asList(results);
    }

    /**
     * Returns the log-probability of each crystal's space group under conditions of its own, for a
     * policy that has learned conditions.
     *
     * @param known one for each crystal
     */
    public double[] spaceGroupLogProb(List<Crystal> crystals, List<Conditions> known) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            float[] values =
                    spaceGroupLogProb(network(Dropout.NONE), crystals, known).toFloatArray();
            return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
        }
    }

    private NDArray spaceGroupLogProb(
            CrystalFormer network, List<Crystal> crystals, List<Conditions> known) {
        long[] rows = crystals.stream()
                .mapToLong(crystal -> crystal.spaceGroup().number() - 1L)
                .toArray();
        NDArray indices = parameters.manager().create(rows, new Shape(rows.length, 1));
        return network.spaceGroups(known).gather(indices, 1).squeeze(1);
    }

    /** Returns this policy's conditions, once for each crystal. */
    private List<Conditions> alike(CrystalBatch batch) {
        return Collections.nCopies(batch.size, conditions);
    }

    private static <T> List<T> each(int[] indices, List<T> all) {
        return Arrays.stream(indices).mapToObj(all::get).toList();
    }

    /**
     * Returns the exact probabilities of the first site in a space group, without constraints and
     * conditions.
     */
    public FirstSite firstSite(SpaceGroup group) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            CrystalFormer network = network(Dropout.NONE);
            return FirstSite.of(network, parameters.manager(), group);
        }
    }

    private LogProb[] logProbs(CrystalBatch batch, CrystalFormer.Outputs outputs) {
        Likelihood.Parts parts = new Likelihood(config, parameters.manager()).of(batch, outputs);
        float[] wyckoff = parts.wyckoff().toFloatArray();
        float[] element = parts.element().toFloatArray();
        float[] coordinate = parts.coordinate().toFloatArray();
        float[] lattice = parts.lattice().toFloatArray();
        LogProb[] logProbs = new LogProb[batch.size];
        for (int i = 0; i < logProbs.length; i++) {
            logProbs[i] = new LogProb(wyckoff[i], element[i], coordinate[i], lattice[i]);
        }
        return logProbs;
    }

    /**
     * Receives the log-densities {@code [B]} of some of the crystals, with a gradient if one is
     * being recorded.
     */
    @FunctionalInterface
    public interface LogProbConsumer {
        /**
         * Takes the log-densities of some crystals.
         *
         * @param indices which of the crystals, one for each entry of the array
         */
        void accept(NDArray logProb, int[] indices);
    }

    /**
     * Computes log-densities in chunks of equal length, for training. Arrays live until the
     * consumer returns.
     *
     * @param dropout after each residual branch
     */
    public void forEachLogProb(
            List<Crystal> crystals, int tokensPerPass, Dropout dropout, LogProbConsumer consumer) {
        CrystalFormer network = network(dropout);
        Likelihood likelihood = new Likelihood(config, parameters.manager());
        forEachChunk(
                crystals,
                tokensPerPass,
                (batch, indices) -> consumer.accept(
                        likelihood
                                .of(batch, network.forward(batch, alike(batch)))
                                .total(),
                        indices));
    }

    /**
     * Receives the log-densities {@code [B]} of some of the crystals given their space groups, and
     * the log-probabilities {@code [B]} of their space groups, both under conditions.
     */
    @FunctionalInterface
    public interface ConditionalConsumer {
        /**
         * Takes the log-densities of some crystals.
         *
         * @param indices which of the crystals, one for each entry of the arrays
         */
        void accept(NDArray logProb, NDArray spaceGroupLogProb, int[] indices);
    }

    /**
     * Computes log-densities as {@link #forEachLogProb} does, each under conditions of its own, for
     * training a policy that learns conditions.
     *
     * @param known one for each crystal
     */
    public void forEachLogProb(
            List<Crystal> crystals,
            List<Conditions> known,
            int tokensPerPass,
            Dropout dropout,
            ConditionalConsumer consumer) {
        CrystalFormer network = network(dropout);
        Likelihood likelihood = new Likelihood(config, parameters.manager());
        forEachChunk(crystals, tokensPerPass, (batch, indices) -> {
            List<Conditions> own = each(indices, known);
            consumer.accept(
                    likelihood.of(batch, network.forward(batch, own)).total(),
                    spaceGroupLogProb(network, each(indices, crystals), own),
                    indices);
        });
    }

    /**
     * Draws crystals in one thread; see {@link #sample(List, SamplingSettings, SplittableRandom,
     * int)}.
     */
    public List<SampledCrystal> sample(
            List<SpaceGroup> groups, SamplingSettings settings, SplittableRandom random) {
        return sample(groups, settings, random, 1);
    }

    /**
     * Draws crystals of given space groups, in their order. There are fewer where the policy asked
     * for an impossible lattice.
     *
     * @param threads largest number of threads, each with batches of its own; the crystals are the
     *     same for any number
     * @throws IllegalArgumentException where the constraints leave a group no crystal at all
     */
    public List<SampledCrystal> sample(
            List<SpaceGroup> groups,
            SamplingSettings settings,
            SplittableRandom random,
            int threads) {
        groups.stream().distinct().forEach(group -> constraints.require(group, config.sitesMax()));
        List<SplittableRandom> randoms =
                Stream.generate(random::split).limit(groups.size()).toList();
        return draw(groups, randoms, settings, threads).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Draws crystals in one thread; see {@link #sample(int, SamplingSettings, SplittableRandom,
     * int)}.
     */
    public List<SampledCrystal> sample(
            int count, SamplingSettings settings, SplittableRandom random) {
        return sample(count, settings, random, 1);
    }

    /**
     * Draws one crystal for each randomness, in their order. Space groups are drawn from
     * {@link #spaceGroups}, restricted to those that the constraints leave; where the policy asks
     * for an impossible lattice, group and crystal are drawn again. All of a crystal's draws are of
     * its own randomness. Its companions matter for the rounding of its densities only, so the same
     * list gives the same crystals, bit for bit.
     *
     * @param threads as for {@link #sample(List, SamplingSettings, SplittableRandom, int)}
     * @throws IllegalStateException if none of very many draws in a row is possible: waiting for
     *     one would look like work for good
     */
    public List<SampledCrystal> sampleEach(
            List<SplittableRandom> randoms, SamplingSettings settings, int threads) {
        SpaceGroupDistribution all = spaceGroups();
        SpaceGroupDistribution possible = constraints.isNone()
                ? all
                : all.restrictedTo(group -> constraints.allows(group, config.sitesMax()));
        SampledCrystal[] crystals = new SampledCrystal[randoms.size()];
        int[] missing = IntStream.range(0, crystals.length).toArray();
        // Several tries side by side in place of an impossible one, or ever smaller rounds would
        // follow, which are the slowest.
        int impossible = 0;
        for (int tries = 1; missing.length > 0; tries = TRIES_AGAIN) {
            if (impossible >= IMPOSSIBLE_MAX) {
                throw new IllegalStateException("the policy drew " + impossible + " crystals in a"
                        + " row whose cells cannot be; draw at another temperature, or with"
                        + " another version of the policy");
            }
            List<SpaceGroup> groups = new ArrayList<>(missing.length * tries);
            List<SplittableRandom> own = new ArrayList<>(missing.length * tries);
            for (int index : missing) {
                for (int i = 0; i < tries; i++) {
                    groups.add(possible.draw(randoms.get(index)));
                    own.add(randoms.get(index).split());
                }
            }
            List<Optional<SampledCrystal>> drawn = draw(groups, own, settings, threads);
            for (int i = 0; i < drawn.size(); i++) {
                int index = missing[i / tries];
                impossible = drawn.get(i).isEmpty() ? impossible + 1 : 0;
                if (crystals[index] == null) {
                    crystals[index] = drawn.get(i).orElse(null);
                }
            }
            missing = Arrays.stream(missing)
                    .filter(index -> crystals[index] == null)
                    .toArray();
        }
        return List.of(crystals);
    }

    private List<Optional<SampledCrystal>> draw(
            List<SpaceGroup> groups,
            List<SplittableRandom> randoms,
            SamplingSettings settings,
            int threads) {
        try (Sampler sampler =
                new Sampler(config, parameters, constraints, conditions, settings, caches)) {
            return sampler.sample(groups, randoms, threads);
        }
    }

    /**
     * Draws crystals of space groups that are drawn as well; see {@link #sampleEach}.
     *
     * @param count exact number of crystals
     * @param threads as for {@link #sample(List, SamplingSettings, SplittableRandom, int)}
     */
    public List<SampledCrystal> sample(
            int count, SamplingSettings settings, SplittableRandom random, int threads) {
        return sampleEach(Stream.generate(random::split).limit(count).toList(), settings, threads);
    }

    private void forEachChunk(
            List<Crystal> crystals, int tokensPerPass, BiConsumer<CrystalBatch, int[]> action) {
        for (int[] indices : CrystalBatch.bySites(crystals, tokensPerPass)) {
            List<Crystal> members = each(indices, crystals);
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                action.accept(CrystalBatch.of(members, config, constraints), indices);
            }
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}

package io.nucleate.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.SafeTensors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/**
 * A policy ready to use: its configuration, its weights on a device and the distribution of space
 * groups it was trained on. Not for use by several threads at once. Closing frees the weights.
 */
public final class Policy implements AutoCloseable {
    /**
     * Tokens of one pass of the network without gradient; larger batches leave the cache of the
     * processor.
     */
    private static final int TOKENS_PER_PASS = 4096;

    private static final String SHIPPED = "pretrained.safetensors";

    private final PolicyConfig config;
    private final SpaceGroupDistribution spaceGroups;
    private final Parameters parameters;
    private final Constraints constraints;
    /** Memory for sampling, kept from one call to the next; freed with the parameters. */
    private final Queue<KeyValueCache> caches;

    private Policy(
            PolicyConfig config,
            SpaceGroupDistribution spaceGroups,
            Parameters parameters,
            Constraints constraints,
            Queue<KeyValueCache> caches) {
        this.config = config;
        this.spaceGroups = spaceGroups;
        this.parameters = parameters;
        this.constraints = constraints;
        this.caches = caches;
    }

    /**
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
     * Checks, without a device, that the file is a policy's: that its metadata state the
     * configuration and its tensors are the configuration's.
     *
     * @throws IllegalArgumentException where it is not, with the entry or the tensor
     */
    public static void require(SafeTensors file) {
        Parameters.require(PolicyConfig.ofMetadata(file.metadata()), file);
        SpaceGroupDistribution.ofMetadata(file.metadata());
    }

    /** @throws IllegalArgumentException as {@link #require} */
    public static Policy of(SafeTensors file, Device device) {
        require(file);
        PolicyConfig config = PolicyConfig.ofMetadata(file.metadata());
        return new Policy(
                config,
                SpaceGroupDistribution.ofMetadata(file.metadata()),
                Parameters.of(config, file, NDManager.newBaseManager(device)),
                Constraints.NONE,
                new ConcurrentLinkedQueue<>());
    }

    /**
     * The pre-trained policy that comes with Nucleate; its model card is
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

    /** A policy with random weights, the start of pre-training. */
    public static Policy initialize(
            PolicyConfig config, SpaceGroupDistribution spaceGroups, long seed, Device device) {
        SafeTensors initial = Parameters.initialize(config, seed);
        return of(new SafeTensors(metadata(config, spaceGroups), initial.tensors()), device);
    }

    /**
     * The same policy under constraints: of each letter and element only what leaves a completion
     * may follow, in proportion to its probability without them. Draws and densities are those of
     * this policy, which is not the unconstrained one's conditional density;
     * {@code docs/adr/0015-conditional-generation.md} has the difference. Shares the weights: close
     * one of the two.
     *
     * @throws IllegalArgumentException with the reason and what to do about it, where no crystal
     *     satisfies the constraints
     */
    public Policy under(Constraints wanted) {
        wanted.require(config.sitesMax());
        return new Policy(config, spaceGroups, parameters, wanted, caches);
    }

    public PolicyConfig config() {
        return config;
    }

    public SpaceGroupDistribution spaceGroups() {
        return spaceGroups;
    }

    /**
     * The same policy for another thread: its weights are this one's memory, their gradients its
     * own. Closing it leaves this one as it is.
     */
    public Policy replica() {
        return new Policy(
                config,
                spaceGroups,
                parameters.replica(),
                constraints,
                new ConcurrentLinkedQueue<>());
    }

    /** The live weights, for an optimiser. */
    public Parameters parameters() {
        return parameters;
    }

    /** Configuration and space groups, as a file of its weights states them. */
    public Map<String, String> metadata() {
        return metadata(config, spaceGroups);
    }

    /**
     * Configuration and space groups that a file states, without anything else that its metadata
     * hold.
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
     * Log-densities of crystals, in their order, of any sizes mixed.
     *
     * @throws IllegalArgumentException for a crystal with more sites than the policy knows, or one
     *     that its constraints exclude
     */
    public List<LogProb> logProb(List<Crystal> crystals) {
        LogProb[] results = new LogProb[crystals.size()];
        CrystalFormer network = new CrystalFormer(config, parameters, Dropout.NONE);
        forEachChunk(crystals, TOKENS_PER_PASS, (batch, indices) -> {
            LogProb[] logProbs = logProbs(batch, network.forward(batch));
            for (int i = 0; i < indices.length; i++) {
                results[indices[i]] = logProbs[i];
            }
        });
        return Arrays.asList(results);
    }

    /**
     * The crystals, in their order, with the lattice that is the likeliest for their sites, and
     * their log-densities.
     *
     * @throws IllegalArgumentException as {@link #logProb}
     */
    public List<RankedCrystal> withLikeliestLattice(List<Crystal> crystals) {
        RankedCrystal[] results = new RankedCrystal[crystals.size()];
        CrystalFormer network = new CrystalFormer(config, parameters, Dropout.NONE);
        forEachChunk(crystals, TOKENS_PER_PASS, (batch, indices) -> {
            CrystalFormer.Outputs outputs = network.forward(batch);
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
        /** @param indices which of the crystals, one for each entry of the array */
        void accept(NDArray logProb, int[] indices);
    }

    /**
     * Computes log-densities in chunks of equal length for training; arrays live until the consumer
     * returns.
     *
     * @param dropout after each residual branch
     */
    public void forEachLogProb(
            List<Crystal> crystals, int tokensPerPass, Dropout dropout, LogProbConsumer consumer) {
        CrystalFormer network = new CrystalFormer(config, parameters, dropout);
        Likelihood likelihood = new Likelihood(config, parameters.manager());
        forEachChunk(
                crystals,
                tokensPerPass,
                (batch, indices) -> consumer.accept(
                        likelihood.of(batch, network.forward(batch)).total(), indices));
    }

    /** In one thread; see {@link #sample(List, SamplingSettings, SplittableRandom, int)}. */
    public List<SampledCrystal> sample(
            List<SpaceGroup> groups, SamplingSettings settings, SplittableRandom random) {
        return sample(groups, settings, random, 1);
    }

    /**
     * Draws crystals of given space groups, in their order; fewer where the policy asked for an
     * impossible lattice.
     *
     * @param threads at most so many work at it, each on batches of its own; the crystals are the
     *     same for any number
     * @throws IllegalArgumentException where the constraints leave a group no crystal at all
     */
    public List<SampledCrystal> sample(
            List<SpaceGroup> groups,
            SamplingSettings settings,
            SplittableRandom random,
            int threads) {
        groups.stream().distinct().forEach(group -> constraints.require(group, config.sitesMax()));
        try (Sampler sampler = new Sampler(config, parameters, constraints, settings, caches)) {
            return sampler.sample(groups, random, threads).stream()
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /** In one thread; see {@link #sample(int, SamplingSettings, SplittableRandom, int)}. */
    public List<SampledCrystal> sample(
            int count, SamplingSettings settings, SplittableRandom random) {
        return sample(count, settings, random, 1);
    }

    /**
     * As many crystals, of space groups drawn from the training distribution over those that the
     * constraints leave.
     */
    public List<SampledCrystal> sample(
            int count, SamplingSettings settings, SplittableRandom random, int threads) {
        SpaceGroupDistribution possible = constraints.isNone()
                ? spaceGroups
                : spaceGroups.restrictedTo(group -> constraints.allows(group, config.sitesMax()));
        List<SampledCrystal> crystals = new ArrayList<>(count);
        while (crystals.size() < count) {
            int missing = count - crystals.size();
            // A few more in place of impossible ones, or ever smaller rounds would follow, which
            // are the slowest.
            int wanted = crystals.isEmpty() ? missing : missing + missing / 8 + 2;
            List<SpaceGroup> groups = new ArrayList<>(wanted);
            for (int i = 0; i < wanted; i++) {
                groups.add(possible.draw(random));
            }
            crystals.addAll(sample(groups, settings, random, threads));
        }
        return List.copyOf(crystals.subList(0, count));
    }

    private void forEachChunk(
            List<Crystal> crystals, int tokensPerPass, BiConsumer<CrystalBatch, int[]> action) {
        for (int[] indices : CrystalBatch.bySites(crystals, tokensPerPass)) {
            List<Crystal> members = new ArrayList<>(indices.length);
            for (int index : indices) {
                members.add(crystals.get(index));
            }
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

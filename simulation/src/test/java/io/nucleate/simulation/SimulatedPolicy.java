package io.nucleate.simulation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.generator.LoadedPolicy;
import io.nucleate.learner.reinforcement.Baseline;
import io.nucleate.learner.reinforcement.Experience;
import io.nucleate.learner.reinforcement.PolicyTraining;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.SiteRecord;
import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.digest.DigestUtils;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Stands for the network: cheap, and pure. Its weights are a digest of the weights before and of
 * the crystals that they learned from, so that they tell whether the same was learned from twice.
 */
final class SimulatedPolicy {
    private static final Map<String, String> METADATA =
            Policy.metadata(new SafeTensors(TestPolicies.TINY.toMetadata(), Map.of()));
    private static final String STEPS = "simulated.steps";
    private static final String PARAMETER = "parameter/";
    private static final String TENSOR = "digest";
    private static final int DIGEST_FLOATS = 8;

    /**
     * Rock salts, of which the hull knows the first. Xenon makes the potential throw, neon is not
     * supported, krypton has no finite energy, and a gate stops those of one element.
     */
    private static final List<Crystal> CRYSTALS = Stream.of(
                    salt(Element.Na, Element.Cl),
                    salt(Element.Li, Element.F),
                    salt(Element.Mg, Element.O),
                    salt(Element.K, Element.Br),
                    salt(Element.Ca, Element.S),
                    salt(Element.Na, Element.F),
                    salt(Element.Li, Element.Cl),
                    salt(Element.Rb, Element.I),
                    salt(Element.Na, Element.Na),
                    salt(Element.Na, Element.Xe),
                    salt(Element.Li, Element.Ne),
                    salt(Element.Li, Element.Kr))
            .toList();

    private SimulatedPolicy() {}

    private static Crystal salt(Element cation, Element anion) {
        return CrystalRecords.read(new CrystalRecord(
                225,
                List.of(5.64, 5.64, 5.64, 90.0, 90.0, 90.0),
                List.of(
                        new SiteRecord(cation.name(), "a", 0.0, 0.0, 0.0),
                        new SiteRecord(anion.name(), "b", 0.5, 0.5, 0.5))));
    }

    /** Returns the weights that a run starts from. */
    static SafeTensors initial() {
        return file(new float[DIGEST_FLOATS]);
    }

    private static SafeTensors file(float[] digest) {
        return new SafeTensors(
                METADATA,
                Map.of(TENSOR, new SafeTensors.Tensor(new long[] {DIGEST_FLOATS}, digest)));
    }

    /** Returns what tells a crystal that was drawn from all others. */
    static double tag(LogProb behaviour) {
        return behaviour.total();
    }

    /** Loads weights to draw from; drawing takes time, and most crystals are unproblematic. */
    static LoadedPolicy.Loader sampler(World world) {
        return sampler(
                world,
                random -> random.nextInt(4) == 0
                        ? random.nextInt(CRYSTALS.size())
                        : random.nextInt(8),
                count -> 10 * world.latency());
    }

    /**
     * Loads weights to draw crystals from that all have a reward: those of which the hull has a
     * phase.
     *
     * @param nanos that drawing so many takes
     */
    static LoadedPolicy.Loader sampler(World world, IntToLongFunction nanos) {
        return sampler(world, random -> 0, nanos);
    }

    private static LoadedPolicy.Loader sampler(
            World world, ToIntFunction<SplittableRandom> kind, IntToLongFunction nanos) {
        return safetensors -> {
            SafeTensors.parse(safetensors);
            return new LoadedPolicy() {
                @Override
                public List<SampledCrystal> sample(
                        List<SplittableRandom> randoms, SamplingSettings settings) {
                    List<SampledCrystal> drawn = new ArrayList<>(randoms.size());
                    for (SplittableRandom random : randoms) {
                        Crystal crystal = CRYSTALS.get(kind.applyAsInt(random));
                        LogProb density =
                                new LogProb(random.nextDouble(), random.nextDouble(), 0, 0);
                        drawn.add(new SampledCrystal(crystal, density, density));
                    }
                    world.time().sleep(nanos.applyAsLong(randoms.size()));
                    return drawn;
                }

                @Override
                public void close() {}
            };
        };
    }

    /** Trains weights; an update takes time. */
    static PolicyTraining.Loader training(World world) {
        return training(world, count -> 10 * world.latency());
    }

    /** @param nanos that an update of so many crystals takes */
    static PolicyTraining.Loader training(World world, IntToLongFunction nanos) {
        return (weights, pretrained) -> new Training(world, nanos, weights);
    }

    private static final class Training implements PolicyTraining {
        private final World world;
        private final IntToLongFunction nanos;
        private final Baseline baseline = new Baseline(0.99, 10);
        private SafeTensors weights;
        private long steps;

        private Training(World world, IntToLongFunction nanos, SafeTensors weights) {
            this.world = world;
            this.nanos = nanos;
            this.weights = weights;
        }

        @Override
        public int sitesMax() {
            return TestPolicies.TINY.sitesMax();
        }

        @Override
        public boolean allows(Crystal crystal) {
            return true;
        }

        @Override
        public double[] excess(List<Experience> window) {
            return window.stream()
                    .mapToDouble(one ->
                            one.reward() - baseline.expected(one.crystal().spaceGroup()))
                    .toArray();
        }

        @Override
        public Densities densities(List<Experience> batch) {
            double[] densities =
                    batch.stream().mapToDouble(Experience::behaviourLogProb).toArray();
            return new Densities(densities, densities.clone());
        }

        @Override
        public Diagnostics update(Lesson lesson) {
            List<Experience> batch = lesson.batch();
            lesson.window().forEach(one -> baseline.add(one.crystal().spaceGroup(), one.reward()));
            MessageDigest digest = DigestUtils.getSha256Digest();
            for (float value : weights.tensors().get(TENSOR).values()) {
                digest.update(bytes(value));
            }
            digest.update(bytes(steps));
            batch.forEach(one -> {
                digest.update(bytes(one.behaviourLogProb()));
                digest.update(bytes(one.reward()));
            });
            lesson.elites()
                    .forEach(elite -> digest.update(
                            CrystalJson.write(elite).toString().getBytes(StandardCharsets.UTF_8)));
            digest.update(bytes(Arrays.hashCode(baseline.state())));
            ByteBuffer made = ByteBuffer.wrap(digest.digest());
            float[] next = new float[DIGEST_FLOATS];
            for (int i = 0; i < next.length; i++) {
                next[i] = made.getInt() >>> 8;
            }
            SafeTensors before = weights;
            steps++;
            weights = file(next);
            world.ledger()
                    .learned(
                            before,
                            weights,
                            batch.stream().map(Experience::behaviourLogProb).toList());
            world.time().sleep(nanos.applyAsLong(batch.size()));
            return new Diagnostics(0, 0, 1, 1);
        }

        private static byte[] bytes(double value) {
            return ByteBuffer.allocate(Double.BYTES).putDouble(value).array();
        }

        @Override
        public SafeTensors weights() {
            return weights;
        }

        @Override
        public SafeTensors checkpoint(Map<String, String> metadata) {
            Map<String, String> all = new TreeMap<>(weights.metadata());
            all.put(STEPS, Long.toString(steps));
            all.putAll(metadata);
            Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
            weights.tensors().forEach((name, tensor) -> tensors.put(PARAMETER + name, tensor));
            return new SafeTensors(all, tensors);
        }

        @Override
        public double[] baseline() {
            return baseline.state();
        }

        @Override
        public void restore(SafeTensors checkpoint, double[] stored) {
            baseline.restore(stored);
            steps = Long.parseLong(checkpoint.metadata().get(STEPS));
        }

        @Override
        public void close() {}
    }
}

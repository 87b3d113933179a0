package io.nucleate.cli.bench;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.property.PropertyModels;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.energy.relaxation.Relaxer;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.reward.Gates;
import io.nucleate.tensors.Devices;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rates of the loop's steps on crystals that the policy samples. */
public final class Benchmarks {
    private static final int SAMPLES = 256;
    /** Enough for full batches of the common lengths. */
    private static final int AUTHORS_SIZE_SAMPLES = 1000;

    private static final int SCORER_BATCH = 16;
    private static final long SEED = 1;

    private final Policy policy;
    private final Policy pretrained;
    private final String device;
    private final double seconds;
    private final int threads;
    private final List<SampledCrystal> samples;

    /** The steps of the loop that can be measured, and what takes longer. */
    public enum Step {
        SAMPLE,
        SCORE,
        RELAX,
        HULL,
        LEARN,
        /**
         * Takes minutes and a broker of its own, and only when it is asked for; see
         * {@code ScalingBenchmark}.
         */
        SCALING,
        /** Takes hours, and only when it is asked for; see {@link SoakBenchmark}. */
        SOAK
    }

    /**
     * @param policy is changed by learning
     * @param seconds for each measurement
     * @param threads for sampling and learning; the others have one
     */
    public Benchmarks(
            Policy policy, Policy pretrained, String device, double seconds, int threads) {
        this.policy = policy;
        this.pretrained = pretrained;
        this.device = device;
        this.seconds = seconds;
        this.threads = threads;
        samples = pretrained.sample(SAMPLES, SamplingSettings.DEFAULT, new SplittableRandom(SEED));
    }

    /** Rates per second by the names of the command line's contract. */
    public Map<String, Object> run(Set<Step> steps) throws IOException {
        Map<String, Object> rates = new LinkedHashMap<>();
        rates.put("crystals", samples.size());
        rates.put(
                "sitesPerCrystal",
                round(samples.stream()
                        .mapToInt(sample -> sample.crystal().sites().size())
                        .average()
                        .orElseThrow()));
        if (steps.contains(Step.SAMPLE)) {
            rates.putAll(new SamplingBenchmark(policy, threads).run(seconds));
        }
        if (steps.contains(Step.SCORE)) {
            score(rates);
        }
        if (steps.contains(Step.RELAX)) {
            relax(rates);
        }
        if (steps.contains(Step.HULL)) {
            hull(rates);
        }
        if (steps.contains(Step.LEARN)) {
            rates.putAll(new ReinforcementBenchmark(policy, pretrained, samples, threads)
                    .run(ReinforcementSettings.DEFAULT, seconds));
            rates.putAll(pretrain());
        }
        return rates;
    }

    /** Samples that a scorer would ask the potential about. */
    private Stream<Crystal> passingCrystals() {
        return samples.stream()
                .map(SampledCrystal::crystal)
                .filter(crystal -> Gates.DEFAULT.stopping(crystal).isEmpty());
    }

    /** Returns structures that a scorer would ask the potential about. */
    public List<Structure> structures() {
        return passingCrystals().map(Crystal::primitiveStructure).toList();
    }

    private void score(Map<String, Object> rates) throws IOException {
        List<Structure> structures = structures().stream()
                .limit(SAMPLES / SCORER_BATCH * SCORER_BATCH)
                .toList();
        rates.put(
                "score.atomsPerStructure",
                round(structures.stream()
                        .mapToInt(Structure::atomCount)
                        .average()
                        .orElseThrow(() -> new IllegalStateException(
                                "no sampled crystal passes the gates; bench"
                                        + " needs a trained policy, see --weights"))));
        try (Potential potential = Potentials.load("chgnet", device)) {
            rates.put(
                    "score.energyPerSecond",
                    score(potential, structures, RequestedQuantities.ENERGY));
            rates.put(
                    "score.energyForcesPerSecond",
                    score(potential, structures, RequestedQuantities.ENERGY_FORCES_STRESS));
            rates.put("score.propertiesPerSecond", properties(potential, structures));
        }
    }

    /** Both properties of structures whose energies have been computed. */
    private double properties(Potential potential, List<Structure> structures) throws IOException {
        List<Structure> batch = structures.subList(0, Math.min(SCORER_BATCH, structures.size()));
        List<Prediction> predictions =
                potential.evaluate(batch, RequestedQuantities.ENERGY).stream()
                        .map(Result::orElseThrow)
                        .toList();
        try (PropertyModels models =
                PropertyModels.available(List.of(), potential.name(), Devices.of(device))) {
            return rate(() -> models.estimate(batch, predictions).size());
        }
    }

    private double score(
            Potential potential, List<Structure> structures, RequestedQuantities quantities) {
        int[] next = {0};
        return rate(() -> {
            int from = next[0] >= structures.size() ? 0 : next[0];
            int to = Math.min(structures.size(), from + SCORER_BATCH);
            next[0] = to;
            return potential.evaluate(structures.subList(from, to), quantities).size();
        });
    }

    /**
     * Relaxes crystals within their space groups, by the default settings; a batch is relaxed to
     * its end.
     */
    private void relax(Map<String, Object> rates) throws IOException {
        List<Crystal> crystals = passingCrystals().toList();
        List<Result<Relaxed>> relaxations = new ArrayList<>();
        try (Potential potential = Potentials.load("chgnet", device)) {
            Relaxer relaxer = new Relaxer(potential, RelaxationSettings.DEFAULT);
            rates.put("relax.structuresPerSecond", rate(() -> {
                relaxations.addAll(relaxer.relax(crystals));
                return crystals.size();
            }));
        }
        List<Relaxed> relaxed = Result.values(relaxations);
        double converged = relaxed.stream().filter(Relaxed::converged).count();
        rates.put("relax.convergedFraction", round(converged / relaxations.size()));
        rates.put(
                "relax.stepsPerStructure",
                round(relaxed.stream().mapToInt(Relaxed::steps).average().orElse(0)));
    }

    /**
     * Measures queries of chemical systems asked for before, and of systems asked for the first
     * time, whose phases must be collected.
     */
    private void hull(Map<String, Object> rates) {
        HullReference reference = HullReference.shipped();
        List<Composition> compositions =
                samples.stream().map(sample -> sample.crystal().composition()).toList();
        ConvexHull hull = new ConvexHull(reference);
        rates.put("hull.queriesPerSecond", rate(() -> {
            compositions.forEach(hull::decompose);
            return compositions.size();
        }));
        Collection<Composition> ofEachSystem = compositions.stream()
                .collect(Collectors.toMap(Composition::elements, Function.identity(), (a, b) -> a))
                .values();
        rates.put("hull.firstQueriesPerSecond", rate(() -> {
            ofEachSystem.forEach(new ConvexHull(reference)::decompose);
            return ofEachSystem.size();
        }));
    }

    private Map<String, Object> pretrain() throws IOException {
        List<Crystal> crystals = samples.stream().map(SampledCrystal::crystal).toList();
        return new TrainingBenchmark(policy.config(), crystals, device, threads).run();
    }

    /**
     * Sampling, pre-training and reinforcement with random weights of the authors' default size.
     *
     * @param shipped samples the crystals that are learned from, so that they are as long as those
     *     of the data
     */
    public static Map<String, Object> authorsSize(
            Policy shipped, Set<Step> steps, String device, double seconds, int threads)
            throws IOException {
        Map<String, Object> rates = new LinkedHashMap<>();
        if (steps.contains(Step.SAMPLE)) {
            try (Policy policy = SamplingBenchmark.authorsSize(shipped.spaceGroups(), device)) {
                rates.putAll(new SamplingBenchmark(policy, threads).run(seconds));
            }
        }
        if (steps.contains(Step.LEARN)) {
            List<SampledCrystal> samples = shipped.sample(
                    AUTHORS_SIZE_SAMPLES, SamplingSettings.DEFAULT, new SplittableRandom(SEED));
            try (Policy policy = SamplingBenchmark.authorsSize(shipped.spaceGroups(), device);
                    Policy pretrained =
                            SamplingBenchmark.authorsSize(shipped.spaceGroups(), device)) {
                rates.putAll(new ReinforcementBenchmark(policy, pretrained, samples, threads)
                        .run(ReinforcementBenchmark.AUTHORS_SETTINGS, seconds));
            }
            List<Crystal> crystals =
                    samples.stream().map(SampledCrystal::crystal).toList();
            rates.putAll(new TrainingBenchmark(PolicyConfig.reference(), crystals, device, threads)
                    .run());
        }
        return rates;
    }

    /** A piece of work; it says how many units it did. */
    interface Work {
        int run();
    }

    private double rate(Work work) {
        return rate(seconds, work);
    }

    /** Units per second, after one piece of work to warm up. */
    static double rate(double seconds, Work work) {
        work.run();
        long units = 0;
        long start = System.nanoTime();
        double elapsed;
        do {
            units += work.run();
            elapsed = (System.nanoTime() - start) * 1e-9;
        } while (elapsed < seconds);
        return round(units / elapsed);
    }

    static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }
}

package io.nucleate.learner.reinforcement;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Electronegativity;
import io.nucleate.crystal.Element;
import io.nucleate.policy.Policy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * Lets a small policy learn from crystals of a stated age, without a loop, so that nothing but the
 * age differs. All kinds of crystals that it can draw can be counted, so what it has learned is
 * known exactly. Reads an arm from each JSON line of standard input, and prints a JSON line for
 * each; {@code experiments/staleness.py} starts it.
 */
public final class StalenessStudy {
    private static final List<Element> ELEMENTS = List.of(
            Element.Li,
            Element.Na,
            Element.K,
            Element.Mg,
            Element.Ca,
            Element.Al,
            Element.Fe,
            Element.Cu,
            Element.N,
            Element.P,
            Element.O,
            Element.S,
            Element.Se,
            Element.F,
            Element.Cl,
            Element.Br);

    private static final PairToy TOY = new PairToy(ELEMENTS, StalenessStudy::reward);

    /** From potassium to fluorine, on Pauling's scale. */
    private static final double ELECTRONEGATIVITY_SPAN = 3.98 - 0.82;

    private static final double KL_PENALTY = 0.2;

    private StalenessStudy() {}

    /**
     * A way to learn.
     *
     * @param algorithm a value of {@code learning.algorithm}
     * @param age versions by which crystals are older than the policy that learns from them; the
     *     first ones are of version 0
     * @param versions that are made
     */
    record Arm(
            String algorithm,
            long seed,
            int age,
            int batchSize,
            int epochs,
            double learningRate,
            int versions) {
        private ReinforcementSettings settings() {
            return new ReinforcementSettings(
                    Algorithm.of(algorithm),
                    batchSize,
                    epochs,
                    learningRate,
                    0.2,
                    1,
                    KL_PENALTY,
                    age,
                    2,
                    0.99,
                    10,
                    2000,
                    1);
        }
    }

    /**
     * A version.
     *
     * @param reward its mean reward
     * @param distance total variation between it and the optimum, p_pretrained · exp(r/tau)/Z
     * @param entropyNats entropy of the kinds of crystals that it draws
     * @param age mean age of the batch that made it, in versions
     * @param weight mean truncated importance weight of that batch
     * @param clipped fraction of that batch outside the clip range in the last step
     */
    record Version(
            int version,
            double reward,
            double distance,
            double entropyNats,
            double age,
            double weight,
            double clipped) {}

    /**
     * Rewards a crystal for how much more electronegative its second element is than the first: 1
     * for KF, −1 with the two exchanged.
     */
    static double reward(Crystal crystal) {
        double[] electronegativities = crystal.sites().stream()
                .mapToDouble(site -> Electronegativity.ofPauling(site.element()))
                .toArray();
        return (electronegativities[1] - electronegativities[0]) / ELECTRONEGATIVITY_SPAN;
    }

    /** Learns; returns version 0 and those that were made. */
    static List<Version> learn(Arm arm) {
        List<Version> versions = new ArrayList<>();
        Queue<List<Experience>> waiting = new ArrayDeque<>();
        try (Policy policy = TOY.policy(arm.seed());
                Policy pretrained = TOY.policy(arm.seed());
                Learner learner = new Learner(arm.settings(), policy, pretrained)) {
            double[] optimum = TOY.optimum(TOY.probabilities(pretrained), KL_PENALTY);
            for (int ahead = arm.age(); ahead > 0; ahead--) {
                waiting.add(draw(policy, arm, 0, -ahead));
            }
            versions.add(version(policy, optimum, 0, 0, 1, 0));
            while (learner.version() < arm.versions()) {
                waiting.add(draw(policy, arm, learner.version(), learner.version()));
                Learner.Update update = learn(learner, waiting.remove());
                versions.add(version(
                        policy,
                        optimum,
                        update.version(),
                        update.meanStaleness(),
                        update.meanImportanceWeight(),
                        update.clipFraction()));
            }
        }
        return versions;
    }

    private static List<Experience> draw(Policy policy, Arm arm, int version, int number) {
        return TOY.draw(
                policy, arm.batchSize(), version, Math.toIntExact(1_000_003 * arm.seed() + number));
    }

    private static Learner.Update learn(Learner learner, List<Experience> batch) {
        Optional<Learner.Update> update = Optional.empty();
        for (Experience one : batch) {
            update = learner.scored("study", learner.candidatesAccounted(), one);
        }
        return update.orElseThrow();
    }

    private static Version version(
            Policy policy,
            double[] optimum,
            int version,
            double age,
            double weight,
            double clipped) {
        double[] probabilities = TOY.probabilities(policy);
        double entropy = Arrays.stream(probabilities)
                .map(p -> p > 0 ? -p * Math.log(p) : 0)
                .sum();
        return new Version(
                version,
                TOY.meanReward(probabilities),
                PairToy.totalVariation(probabilities, optimum),
                entropy,
                age,
                weight,
                clipped);
    }

    public static void main(String[] arguments) throws IOException {
        ObjectMapper json = new ObjectMapper();
        BufferedReader arms =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = arms.readLine(); line != null; line = arms.readLine()) {
            List<Version> versions = learn(json.readValue(line, Arm.class));
            System.out.println(json.writeValueAsString(versions));
        }
    }
}

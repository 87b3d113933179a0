package io.nucleate.policy;

import io.nucleate.crystal.Crystal;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.Devices;
import io.nucleate.tensors.SafeTensors;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** The example with which the documentation of {@link Policy} begins. */
final class PolicyExample {
    private PolicyExample() {}

    static void run() throws IOException {
        SafeTensors weights = SafeTensors.parse(Policy.shipped());
        try (Policy policy = Policy.of(weights, Devices.of("cpu"))) {
            Policy titanates = policy.under(Constraints.parse("chemical-system=Ca-Ti-O"));
            List<SampledCrystal> drawn =
                    titanates.sample(3, SamplingSettings.DEFAULT, new SplittableRandom(1));
            for (SampledCrystal each : drawn) {
                Crystal crystal = each.crystal();
                System.out.println(crystal.composition() + " in " + crystal.spaceGroup()
                        + ", log-density " + each.logProb().total());
            }
        }
    }
}

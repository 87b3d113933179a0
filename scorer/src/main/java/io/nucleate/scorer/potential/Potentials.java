package io.nucleate.scorer.potential;

import io.nucleate.tensors.Devices;
import java.io.IOException;

/** The potentials by name. */
public final class Potentials {
    private Potentials() {}

    /**
     * Loads a potential.
     *
     * @param name {@code chgnet}
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     * @throws IllegalArgumentException for an unknown name or a device that is not there
     * @throws IOException with the remedy, where the weights cannot be had
     */
    public static Potential load(String name, String device) throws IOException {
        if (!name.equals("chgnet")) {
            throw new IllegalArgumentException("unknown potential '" + name + "'; use chgnet");
        }
        return Chgnet.load(Devices.of(device));
    }
}

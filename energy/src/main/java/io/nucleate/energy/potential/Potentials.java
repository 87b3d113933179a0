package io.nucleate.energy.potential;

import io.nucleate.tensors.Devices;

import java.io.IOException;
import java.nio.file.Path;

/** Loads potentials by name. */
public final class Potentials {
    private Potentials() {}

    /**
     * Loads a potential.
     *
     * @param name {@code chgnet}, {@code sevennet-0}, or the path of a TorchScript potential's
     *     model card
     * @param device {@code auto}, {@code cpu} or {@code gpu:N} * @throws IllegalArgumentException
     *     if the name is unknown or the machine has no such device
     * @throws IOException if the weights cannot be fetched or read, or do not fit their model card;
     *     the message names the remedy
     */
    public static Potential load(String name, String device) throws IOException {
        if (name.equals("chgnet")) {
            return Chgnet.load(Devices.of(device));
        }
        if (name.equals("sevennet-0")) {
            return TorchScriptPotential.shipped(name, Devices.of(device));
        }
        if (name.endsWith(".json")) {
            return TorchScriptPotential.load(Path.of(name), Devices.of(device));
        }
        throw new IllegalArgumentException("unknown potential '" + name
                + "'; use chgnet, sevennet-0 or the path of a model card, which ends in .json");
    }
}

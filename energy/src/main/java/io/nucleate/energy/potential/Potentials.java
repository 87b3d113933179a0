package io.nucleate.energy.potential;

import io.nucleate.tensors.Devices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Loads potentials by name. */
public final class Potentials {
    /** Names of the TorchScript potentials that come with Nucleate. */
    private static final List<String> SHIPPED = List.of("sevennet-0", "sevennet-l3i5");

    private Potentials() {}

    /**
     * Loads a potential.
     *
     * @param name {@code chgnet}, {@code sevennet-0}, {@code sevennet-l3i5}, or the path of a
     *     TorchScript potential's model card
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     * @throws IllegalArgumentException if the name is unknown or the machine has no such device
     * @throws IOException if the weights cannot be fetched or read, or do not fit their model card;
     *     the message names the remedy
     */
    public static Potential load(String name, String device) throws IOException {
        if (name.equals("chgnet")) {
            return Chgnet.load(Devices.of(device));
        }
        if (SHIPPED.contains(name)) {
            return TorchScriptPotential.shipped(name, Devices.of(device));
        }
        if (name.endsWith(".json")) {
            return TorchScriptPotential.load(Path.of(name), Devices.of(device));
        }
        throw unknown(name);
    }

    /**
     * Loads a potential that shares its work among threads. On a graphics processor one thread is
     * all it needs.
     *
     * @param threads that compute structures side by side, each with a replica of the potential
     * @throws IllegalArgumentException as {@link #load(String, String)}
     * @throws IOException as {@link #load(String, String)}
     */
    public static Potential load(String name, String device, int threads) throws IOException {
        return threads == 1 || Devices.of(device).isGpu()
                ? load(name, device)
                : new SideBySide(() -> load(name, device), threads);
    }

    /**
     * Returns name and version of a potential, as {@link Potential#name} says it, without loading
     * the potential.
     *
     * @param name as {@link #load} takes it
     * @throws IllegalArgumentException if the name is unknown, or the model card cannot be read
     */
    public static String nameOf(String name) throws IOException {
        if (name.equals("chgnet")) {
            return Chgnet.NAME;
        }
        if (SHIPPED.contains(name)) {
            return TorchScriptPotential.nameOfShipped(name);
        }
        if (name.endsWith(".json")) {
            return ModelCard.parse(Files.readString(Path.of(name))).potential();
        }
        throw unknown(name);
    }

    /**
     * Returns the name by which {@link #load} knows a potential that comes with Nucleate; empty if
     * none has that name and version.
     *
     * @param nameAndVersion as {@link Potential#name} says it
     */
    public static Optional<String> shipped(String nameAndVersion) throws IOException {
        for (String name : SHIPPED) {
            if (nameOf(name).equals(nameAndVersion)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("unknown potential '" + name + "'; use chgnet, "
                + String.join(", ", SHIPPED) + " or the path of a model card, which ends in .json");
    }
}

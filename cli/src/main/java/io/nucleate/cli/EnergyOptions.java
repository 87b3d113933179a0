package io.nucleate.cli;

import ai.djl.Device;

import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.energy.property.PropertyModels;
import io.nucleate.tensors.Devices;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options of verbs that compute energies. */
final class EnergyOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    @Option(
            names = "--potential",
            paramLabel = "NAME",
            defaultValue = "chgnet",
            description =
                    "The interatomic potential: chgnet, sevennet-0, sevennet-l3i5, or the model"
                            + " card (.json) of one in TorchScript."
                            + " Default: ${DEFAULT-VALUE}.")
    private String potential;

    @Mixin
    private HullOption reference;

    @Option(
            names = "--elemental-references",
            paramLabel = "NAME",
            description = "Energies of the elements for formation energies: chgnet, sevennet-0 or"
                    + " sevennet-l3i5, fitted to these, mp, the Materials Project's, or a file of"
                    + " reference elements. Default:"
                    + " those that belong to the potential.")
    private String elementalReferences;

    @Mixin
    private DeviceOption device;

    /** Returns where networks run. */
    Device device() {
        return Devices.of(device.device());
    }

    /**
     * Makes a calculator of energies. Says on stderr where the potential and the hull do not belong
     * together.
     *
     * @param threads that compute structures side by side
     */
    EnergyCalculator calculator(int threads) throws IOException {
        return calculator(potential, Optional.ofNullable(elementalReferences), threads);
    }

    /**
     * Makes a calculator with another potential, and the elemental references that belong to it, in
     * one thread.
     */
    EnergyCalculator calculator(String otherPotential) throws IOException {
        return calculator(otherPotential, Optional.empty(), 1);
    }

    private EnergyCalculator calculator(String name, Optional<String> references, int threads)
            throws IOException {
        HullReference phases = reference.load();
        Potential loaded = load(name, phases, threads);
        return new EnergyCalculator(
                loaded, ElementalReferences.of(loaded, references), new ConvexHull(phases));
    }

    /**
     * Makes a calculator of energies and of all properties that there are readouts for.
     *
     * @param readouts files with readouts instead of those shipped
     * @param threads that compute structures side by side
     */
    EnergyCalculator calculator(List<Path> readouts, int threads) throws IOException {
        EnergyCalculator calculator = calculator(threads);
        return calculator.withProperties(PropertyModels.available(
                readouts, calculator.potential(), Devices.of(device.device())));
    }

    /**
     * Makes a judge by another potential, with the elemental references that belong to it.
     *
     * @param threads that compute structures side by side
     */
    Judge judge(String judgingPotential, double energyAboveHullMaxEvPerAtom, int threads)
            throws IOException {
        Potential loaded = load(judgingPotential, reference.load(), threads);
        return new Judge(
                loaded,
                ElementalReferences.of(loaded, Optional.empty()),
                energyAboveHullMaxEvPerAtom);
    }

    private Potential load(String name, HullReference phases, int threads) throws IOException {
        Potential loaded = Potentials.load(name, device.device(), threads);
        phases.origin().objection(loaded.name()).ifPresent(objection -> verb.commandLine()
                .getErr()
                .println("warning: " + objection));
        return loaded;
    }
}

package io.nucleate.energy.hull;

import io.nucleate.energy.potential.Potential;

import org.apache.commons.codec.digest.DigestUtils;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Builds a hull reference from files of phases or structures. It reads one row at a time, keeps the
 * lowest phase at each composition, and writes the vertices of the hull. Rows that cannot be used
 * are reported and counted; they do not affect the others.
 */
public final class ReferenceBuilder implements Closeable {
    private final ReferenceOrigin origin;
    private final Path output;
    private final Path journalFile;
    private final Consumer<String> errors;
    private final HullVertices vertices = new HullVertices();
    private final List<String> sources = new ArrayList<>();
    private StructureEnergies energies;
    private long rows;
    private long rejected;

    /**
     * The numbers of a finished build.
     *
     * @param reference identity of the reference
     * @param rows number of rows that were read, with those that could not be used
     * @param rejected number of rows that could not be used
     * @param compositions number of different compositions
     * @param vertices number of phases in the reference
     * @param knownVertices number of phases in the reference that are known phases; the others are
     *     heights of the source's hull
     */
    public record Summary(
            String reference,
            long rows,
            long rejected,
            int compositions,
            int vertices,
            int knownVertices) {}

    private ReferenceBuilder(ReferenceOrigin origin, Path output, Consumer<String> errors) {
        this.origin = origin;
        this.output = output;
        this.journalFile = output.resolveSibling(output.getFileName() + ".part");
        this.errors = errors;
    }

    /**
     * Starts a build with the formation energies that the sources state.
     *
     * @param output file that the reference is written to
     * @param errors receives a message for each row that cannot be used
     */
    public static ReferenceBuilder ofSource(
            ReferenceOrigin origin, Path output, Consumer<String> errors) {
        return new ReferenceBuilder(origin, output, errors);
    }

    /**
     * Starts a build with formation energies from a potential, which evaluates the structures as
     * they are, without relaxation. Energies are kept in a file {@code .part} beside the output
     * until the reference is written. A build that was interrupted continues from there.
     *
     * @param compatibleWith other potentials on the same scale, by name and version
     * @param provenance source, licence and attribution, one sentence in each line
     * @param output file that the reference is written to
     * @param errors receives a message for each row that cannot be used
     * @throws IllegalArgumentException if there is a file {@code .part} of another potential
     */
    public static ReferenceBuilder ofPotential(
            Potential potential,
            ElementalReferences references,
            List<String> compatibleWith,
            List<String> provenance,
            Path output,
            Consumer<String> errors)
            throws IOException {
        ReferenceOrigin origin = ReferenceOrigin.ofPotential(
                potential.name(), references.name(), compatibleWith, provenance);
        ReferenceBuilder builder = new ReferenceBuilder(origin, output, errors);
        builder.energies = new StructureEnergies(
                potential,
                references,
                origin,
                builder.journalFile,
                phase -> builder.vertices.add(phase, OptionalDouble.empty()),
                builder::reject);
        return builder;
    }

    /**
     * Adds the phases of a file, which may be compressed: a CSV table of phases, JSON lines or a
     * JSON document of phases, a CSV table of CIFs such as MP-20, CIF, POSCAR, extended XYZ, or
     * another reference.
     *
     * @param name name of the file, which tells some of the formats
     * @throws IllegalArgumentException if the rest of the file cannot be read
     */
    public void read(String name, InputStream content) throws IOException {
        DigestInputStream digested = new DigestInputStream(content, DigestUtils.getSha256Digest());
        InputStream stream = Decompression.of(digested);
        if (!ReferenceFile.isOne(stream)) {
            new PhaseInput(energies != null, this::add, error -> {
                        rows++;
                        reject(error);
                    })
                    .read(name, stream);
        } else {
            merge(name, ReferenceFile.read(name, stream));
        }
        if (energies != null) {
            energies.flush();
        }
        digested.transferTo(OutputStream.nullOutputStream());
        sources.add("From " + Path.of(name).getFileName() + ", SHA-256 "
                + HexFormat.of().formatHex(digested.getMessageDigest().digest()) + ".");
    }

    /** Adds the phases of the reference that comes with Nucleate. */
    public void readShipped() {
        merge(HullReference.SHIPPED, ReferenceFile.shipped());
    }

    /** Adds the phases of a reference, with its licence and attribution. */
    private void merge(String name, ReferenceFile.Content reference) {
        if (energies != null || !reference.origin().energies().equals(origin.energies())) {
            throw new IllegalArgumentException("'" + name + "' is a reference of energies of "
                    + reference.origin().energies().orElse("nobody")
                    + ", which cannot be merged with those of "
                    + origin.energies().orElse("nobody")
                    + "; start from its sources, or see --energies");
        }
        for (ReferencePhase phase : reference.phases()) {
            rows++;
            vertices.add(phase, OptionalDouble.empty());
        }
        sources.addAll(reference.origin().provenance());
    }

    private void add(PhaseRow row) {
        rows++;
        if (energies != null) {
            try {
                energies.add(row);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write '" + journalFile + "': " + e, e);
            }
        } else if (row.phase().isPresent()) {
            ReferencePhase phase = new ReferencePhase(
                    row.phase().get(), OptionalDouble.empty(), true, row.id(), Optional.empty());
            vertices.add(phase, row.energyAboveHullEvPerAtom());
        } else {
            reject(row.where()
                    + ": no formation energy; let a potential make one with --potential");
        }
    }

    private void reject(String error) {
        rejected++;
        errors.accept(error);
    }

    /**
     * Reduces the phases to the vertices of their hull and writes these.
     *
     * @param name name of the reference, part of its identity
     * @throws IllegalArgumentException if there is no phase to write
     */
    public Summary write(String name) throws IOException {
        List<ReferencePhase> points = vertices.vertices();
        if (points.isEmpty()) {
            throw new IllegalArgumentException(
                    "of " + rows + " rows none is a compound below the elements, so there is no"
                            + " hull reference to write; " + rejected + " could not be used");
        }
        ReferenceFile.Content content =
                new ReferenceFile.Content(name, origin.built(sources, rows, rejected), points);
        ReferenceFile.write(output, content);
        close();
        Files.deleteIfExists(journalFile);
        return new Summary(
                content.reference().identity(),
                rows,
                rejected,
                vertices.compositionCount(),
                points.size(),
                (int) points.stream().filter(ReferencePhase::known).count());
    }

    @Override
    public void close() throws IOException {
        if (energies != null) {
            energies.close();
        }
    }
}

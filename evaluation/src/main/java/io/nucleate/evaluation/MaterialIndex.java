package io.nucleate.evaluation;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.StructureChecks;
import io.nucleate.crystal.matching.PreparedStructure;
import io.nucleate.crystal.matching.Protostructure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Known materials without their structures: protostructure, density and formation energy. It is
 * small enough to come with Nucleate. A material is recognised by its protostructure alone. So a
 * material that differs from a known one only in its coordinates is taken for it, and a known
 * material whose symmetry was found a little different is not recognised.
 */
public final class MaterialIndex implements KnownMaterials {
    private static final String HEADER =
            "material,protostructure,atoms,density_g_per_cm3,formation_energy_ev_per_atom";

    /**
     * A material in the index.
     *
     * @param name identifier in its source
     * @param atoms number of atoms in the primitive cell
     * @param formationEnergyEvPerAtom formation energy in its source; {@code NaN} if it is not
     *     known
     */
    public record IndexedMaterial(
            String name,
            Protostructure protostructure,
            int atoms,
            double densityGramPerCm3,
            double formationEnergyEvPerAtom) {

        /** Returns the lower of two materials; one without an energy counts as the higher. */
        private static IndexedMaterial lower(IndexedMaterial a, IndexedMaterial b) {
            return Double.compare(b.formationEnergyEvPerAtom(), a.formationEnergyEvPerAtom()) < 0
                    ? b
                    : a;
        }

        int spaceGroup() {
            return Integer.parseInt(protostructure.text().split(" ")[0]);
        }

        int elements() {
            return protostructure.text().split(" ").length - 1;
        }
    }

    private final List<IndexedMaterial> rows;
    private final List<String> provenance;
    private final Map<Protostructure, IndexedMaterial> byProtostructure = new HashMap<>();
    private final Map<String, IndexedMaterial> lowestByFormula = new HashMap<>();

    private MaterialIndex(List<IndexedMaterial> rows, List<String> provenance) {
        this.rows = rows;
        this.provenance = provenance;
        for (IndexedMaterial row : rows) {
            byProtostructure.putIfAbsent(row.protostructure(), row);
            lowestByFormula.merge(
                    row.protostructure().composition().reducedFormula(),
                    row,
                    IndexedMaterial::lower);
        }
    }

    /** Returns the index of materials of the Materials Project that comes with Nucleate. */
    public static MaterialIndex shipped() {
        try (InputStream stream =
                MaterialIndex.class.getResourceAsStream("materials-project-index.csv.gz")) {
            return read(stream, "the shipped index of known materials");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MaterialIndex read(InputStream stream, String source) throws IOException {
        List<IndexedMaterial> rows = new ArrayList<>();
        List<String> provenance = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#")) {
                    provenance.add(line.substring(1).strip());
                } else if (!line.equals(HEADER)) {
                    rows.add(row(line, source));
                }
            }
        }
        return new MaterialIndex(rows, provenance);
    }

    private static IndexedMaterial row(String line, String source) {
        String[] columns = line.split(",", -1);
        if (columns.length != 5) {
            throw new IllegalArgumentException(
                    source + " has a line without the columns " + HEADER + ": " + line);
        }
        return new IndexedMaterial(
                columns[0],
                new Protostructure(columns[1]),
                Integer.parseInt(columns[2]),
                Double.parseDouble(columns[3]),
                columns[4].isEmpty() ? Double.NaN : Double.parseDouble(columns[4]));
    }

    /** Makes an index of the materials whose symmetry is known; the others are left out. */
    public static MaterialIndex of(List<Material> materials, List<String> provenance) {
        List<IndexedMaterial> rows = new ArrayList<>();
        for (Material material : materials) {
            material.crystal()
                    .ifPresent(crystal -> rows.add(new IndexedMaterial(
                            material.name(),
                            Protostructure.of(crystal),
                            material.primitiveAtomCount(),
                            StructureChecks.of(material.structure()).densityGramPerCm3(),
                            MaterialDistributions.formationEnergyEvPerAtom(material))));
        }
        return new MaterialIndex(rows, provenance);
    }

    /** Writes the index as CSV, compressed with gzip. */
    public void write(Path file) throws IOException {
        try (Writer writer = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            for (String line : provenance) {
                writer.write("# " + line + "\n");
            }
            writer.write(HEADER + "\n");
            for (IndexedMaterial row : rows) {
                writer.write(String.format(
                        Locale.ROOT,
                        "%s,%s,%d,%.3f,%s%n",
                        row.name(),
                        row.protostructure().text(),
                        row.atoms(),
                        row.densityGramPerCm3(),
                        Double.isNaN(row.formationEnergyEvPerAtom())
                                ? ""
                                : String.format(
                                        Locale.ROOT, "%.4f", row.formationEnergyEvPerAtom())));
            }
        }
    }

    List<IndexedMaterial> rows() {
        return rows;
    }

    /** Returns source and licence, one sentence in each line. */
    public List<String> provenance() {
        return provenance;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public String protocol() {
        return "same protostructure (space group, Wyckoff letters with elements) as in the"
                + " shipped index; no structures compared";
    }

    @Override
    public boolean canTell(Material material) {
        return material.crystal().isPresent();
    }

    @Override
    public Optional<String> find(Material material, PreparedStructure prepared) {
        return material.crystal()
                .map(Protostructure::of)
                .flatMap(this::find)
                .map(IndexedMaterial::name);
    }

    /**
     * Returns the known material of lowest formation energy at a composition, whatever its
     * structure.
     */
    public Optional<IndexedMaterial> lowest(Composition composition) {
        return Optional.ofNullable(lowestByFormula.get(composition.reducedFormula()));
    }

    /**
     * Returns the known material of a protostructure; the first one where the source has several.
     */
    public Optional<IndexedMaterial> find(Protostructure protostructure) {
        return Optional.ofNullable(byProtostructure.get(protostructure));
    }
}

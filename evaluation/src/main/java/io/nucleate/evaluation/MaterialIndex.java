package io.nucleate.evaluation;

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
 * Known materials without their structures: protostructure, density, formation energy. Small enough
 * to be shipped; a material is recognised by its protostructure alone, so that one that differs
 * from a known material in its coordinates only is taken for it, and one whose symmetry was found a
 * little different is missed.
 */
public final class MaterialIndex implements KnownMaterials {
    private static final String HEADER =
            "material,protostructure,atoms,density_g_per_cm3,formation_energy_ev_per_atom";

    /**
     * @param atoms in the primitive cell
     * @param formationEnergyEvPerAtom {@code NaN} if not known
     */
    record Row(
            String name,
            Protostructure protostructure,
            int atoms,
            double densityGPerCm3,
            double formationEnergyEvPerAtom) {

        int spaceGroup() {
            return Integer.parseInt(protostructure.text().split(" ")[0]);
        }

        int elements() {
            return protostructure.text().split(" ").length - 1;
        }
    }

    private final List<Row> rows;
    private final List<String> provenance;
    private final Map<Protostructure, String> names = new HashMap<>();

    private MaterialIndex(List<Row> rows, List<String> provenance) {
        this.rows = rows;
        this.provenance = provenance;
        rows.forEach(row -> names.putIfAbsent(row.protostructure(), row.name()));
    }

    /** The index of the materials of the Materials Project that come with the product. */
    public static MaterialIndex shipped() {
        try (InputStream stream =
                MaterialIndex.class.getResourceAsStream("materials-project-index.csv.gz")) {
            return read(stream, "the shipped index of known materials");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MaterialIndex read(InputStream stream, String source) throws IOException {
        List<Row> rows = new ArrayList<>();
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

    private static Row row(String line, String source) {
        String[] columns = line.split(",", -1);
        if (columns.length != 5) {
            throw new IllegalArgumentException(
                    source + " has a line without the columns " + HEADER + ": " + line);
        }
        return new Row(
                columns[0],
                new Protostructure(columns[1]),
                Integer.parseInt(columns[2]),
                Double.parseDouble(columns[3]),
                columns[4].isEmpty() ? Double.NaN : Double.parseDouble(columns[4]));
    }

    /** The index of materials whose symmetry is known; the others are left out. */
    public static MaterialIndex of(List<Material> materials, List<String> provenance) {
        List<Row> rows = new ArrayList<>();
        for (Material material : materials) {
            material.crystal()
                    .ifPresent(crystal -> rows.add(new Row(
                            material.name(),
                            Protostructure.of(crystal),
                            material.primitiveAtomCount(),
                            StructureChecks.of(material.structure()).densityGPerCm3(),
                            Reference.formationEnergyEvPerAtom(material))));
        }
        return new MaterialIndex(rows, provenance);
    }

    /** Writes a gzipped CSV. */
    public void write(Path file) throws IOException {
        try (Writer writer = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            for (String line : provenance) {
                writer.write("# " + line + "\n");
            }
            writer.write(HEADER + "\n");
            for (Row row : rows) {
                writer.write(String.format(
                        Locale.ROOT,
                        "%s,%s,%d,%.3f,%s%n",
                        row.name(),
                        row.protostructure().text(),
                        row.atoms(),
                        row.densityGPerCm3(),
                        Double.isNaN(row.formationEnergyEvPerAtom())
                                ? ""
                                : String.format(
                                        Locale.ROOT, "%.4f", row.formationEnergyEvPerAtom())));
            }
        }
    }

    List<Row> rows() {
        return rows;
    }

    /** Sentences on source and licence. */
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
        return material.crystal().map(Protostructure::of).map(names::get);
    }
}

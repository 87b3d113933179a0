package io.nucleate.dashboard.view.optimade;

import io.nucleate.crystal.Words;
import io.nucleate.dashboard.view.catalogue.Column;
import io.nucleate.dashboard.view.catalogue.Row;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.discovery.Discovery;

import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The properties of a structure. Those with a row's value can be asked for in filters; those with a
 * column can be sorted by.
 */
public enum StructureProperty {
    ID("id", Type.STRING, null, "Run, generator and number of the candidate.", Row::id, null),
    TYPE("type", Type.STRING, null, "Always structures.", row -> "structures", null),
    IMMUTABLE_ID(
            "immutable_id",
            Type.STRING,
            null,
            "As id: a candidate is never changed.",
            Row::id,
            one -> one.id()),
    LAST_MODIFIED(
            "last_modified",
            Type.TIMESTAMP,
            null,
            "When the crystal was scored.",
            row -> Math.floor(row.number(Column.FOUND_AT) / 1000),
            one -> one.scored().getScoredAt().truncatedTo(ChronoUnit.SECONDS).toString(),
            Column.FOUND_AT),
    ELEMENTS(
            "elements",
            Type.LIST,
            null,
            "Symbols of its elements in alphabetical order.",
            row -> Formulas.elements(row.formula()),
            one -> Formulas.elements(one.scored().getFormula())),
    NELEMENTS(
            "nelements",
            Type.INTEGER,
            null,
            "Number of its elements.",
            row -> (double) row.elements().elements().size(),
            one -> Formulas.elements(one.scored().getFormula()).size()),
    ELEMENTS_RATIOS(
            "elements_ratios",
            Type.LIST,
            null,
            "Atomic fractions in the order of elements.",
            row -> Formulas.ratios(row.formula()),
            one -> Formulas.ratios(one.scored().getFormula())),
    CHEMICAL_FORMULA_DESCRIPTIVE(
            "chemical_formula_descriptive",
            Type.STRING,
            null,
            "Reduced formula, electropositive elements first.",
            Row::formula,
            one -> one.scored().getFormula()),
    CHEMICAL_FORMULA_REDUCED(
            "chemical_formula_reduced",
            Type.STRING,
            null,
            "Reduced formula, elements in alphabetical order.",
            row -> Formulas.reduced(row.formula()),
            one -> Formulas.reduced(one.scored().getFormula())),
    CHEMICAL_FORMULA_ANONYMOUS(
            "chemical_formula_anonymous",
            Type.STRING,
            null,
            "Reduced formula with A, B, … in place of elements, the most frequent first.",
            row -> Formulas.anonymous(row.formula()),
            one -> Formulas.anonymous(one.scored().getFormula())),
    DIMENSION_TYPES(
            "dimension_types",
            Type.LIST,
            null,
            "Periodic along all three vectors.",
            null,
            one -> List.of(1, 1, 1)),
    NPERIODIC_DIMENSIONS(
            "nperiodic_dimensions", Type.INTEGER, null, "Always 3.", row -> 3.0, one -> 3),
    LATTICE_VECTORS(
            "lattice_vectors",
            Type.LIST,
            "Å",
            "Vectors of a primitive cell, as the energies were computed.",
            null,
            one -> one.crystal().primitiveStructure().latticeVectors()),
    CARTESIAN_SITE_POSITIONS(
            "cartesian_site_positions",
            Type.LIST,
            "Å",
            "Cartesian coordinates of the atoms of the primitive cell.",
            null,
            one -> Formulas.cartesian(one.crystal().primitiveStructure())),
    NSITES(
            "nsites",
            Type.INTEGER,
            null,
            "Atoms in the primitive cell.",
            row -> row.number(Column.SITES),
            one -> one.crystal().primitiveAtomCount(),
            Column.SITES),
    SPECIES(
            "species",
            Type.LIST,
            null,
            "Its elements, each alone on its sites.",
            null,
            one -> Formulas.elements(one.scored().getFormula()).stream()
                    .map(symbol -> Map.of(
                            "name",
                            symbol,
                            "chemical_symbols",
                            List.of(symbol),
                            "concentration",
                            List.of(1.0)))
                    .toList()),
    SPECIES_AT_SITES(
            "species_at_sites",
            Type.LIST,
            null,
            "Symbols in the order of the positions.",
            null,
            one -> Formulas.species(one.crystal().primitiveStructure())),
    STRUCTURE_FEATURES(
            "structure_features",
            Type.LIST,
            null,
            "None: every site is fully occupied by one element.",
            row -> List.of(),
            one -> List.of()),
    RUN("_nucleate_run", Type.STRING, null, "The run.", row -> run(row.id()), one -> run(one.id())),
    PROTOSTRUCTURE(
            "_nucleate_protostructure",
            Type.STRING,
            null,
            "Space group, and which element is on which Wyckoff letters.",
            Row::protostructure,
            one -> one.protostructure().text()),
    SPACE_GROUP("space_group", Type.INTEGER, null, "International number.", Column.SPACE_GROUP),
    ENERGY_ABOVE_HULL(
            "energy_above_hull",
            Type.FLOAT,
            "eV/atom",
            "Energy above the convex hull of known phases.",
            Column.ENERGY_ABOVE_HULL),
    JUDGED_ENERGY_ABOVE_HULL(
            "judged_energy_above_hull",
            Type.FLOAT,
            "eV/atom",
            "The same under a second potential.",
            Column.JUDGED_ENERGY_ABOVE_HULL),
    FORMATION_ENERGY(
            "formation_energy",
            Type.FLOAT,
            "eV/atom",
            "Formation energy against the elemental references of the hull.",
            Column.FORMATION_ENERGY),
    BAND_GAP("band_gap", Type.FLOAT, "eV", "Estimated band gap.", Column.BAND_GAP),
    DIELECTRIC(
            "dielectric_electronic",
            Type.FLOAT,
            null,
            "Estimated electronic dielectric constant.",
            Column.DIELECTRIC),
    REWARD("reward", Type.FLOAT, null, "Reward of the run.", Column.REWARD),
    POLICY_VERSION(
            "policy_version",
            Type.INTEGER,
            null,
            "Version of the policy that drew it.",
            Column.POLICY_VERSION),
    KNOWN_MATERIAL(
            "_nucleate_known_material",
            Type.STRING,
            null,
            "Known material with its protostructure.",
            null,
            one -> one.scored().getKnownMaterial());

    /** Properties of the specification that are known of no structure here. */
    public static final Set<String> UNKNOWN = Set.of(
            "chemical_formula_hill",
            "assemblies",
            "fractional_site_positions",
            "site_coordinate_span",
            "site_coordinate_span_description",
            "optimization_type",
            "space_group_it_number",
            "space_group_symbol_hall",
            "space_group_symbol_hermann_mauguin",
            "space_group_symbol_hermann_mauguin_extended",
            "space_group_symmetry_operations_xyz",
            "wyckoff_positions");

    /** Begins the names of properties that are ours. */
    public static final String PREFIX = "_nucleate_";

    /** What a property's values are. */
    public enum Type {
        STRING,
        INTEGER,
        FLOAT,
        TIMESTAMP,
        LIST;

        /** Returns the name in the specification. */
        public String word() {
            return Words.lowerCase(this);
        }
    }

    private final String word;
    private final Type type;
    private final String unit;
    private final String description;
    private final Function<Row, Object> ofRow;
    private final Function<Discovery, Object> ofDiscovery;
    private final Column column;

    StructureProperty(
            String word,
            Type type,
            String unit,
            String description,
            Function<Row, Object> ofRow,
            Function<Discovery, Object> ofDiscovery,
            Column column) {
        this.word = word;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.ofRow = ofRow;
        this.ofDiscovery = ofDiscovery;
        this.column = column;
    }

    StructureProperty(
            String word,
            Type type,
            String unit,
            String description,
            Function<Row, Object> ofRow,
            Function<Discovery, Object> ofDiscovery) {
        this(word, type, unit, description, ofRow, ofDiscovery, null);
    }

    /** One of ours that is a column. */
    StructureProperty(String word, Type type, String unit, String description, Column column) {
        this(
                PREFIX + word,
                type,
                unit,
                description,
                row -> known(row.number(column)),
                one -> value(type, column.of(one.scored())),
                column);
    }

    private static Double known(double number) {
        return Double.isNaN(number) ? null : number;
    }

    private static Object value(Type type, double number) {
        return Double.isNaN(number) ? null : type == Type.INTEGER ? (Object) (long) number : number;
    }

    private static String run(String id) {
        return CandidateIds.parse(id).orElseThrow().getRun();
    }

    public String word() {
        return word;
    }

    public Type type() {
        return type;
    }

    /** Returns the unit; empty for a number or a text without one. */
    public Optional<String> unit() {
        return Optional.ofNullable(unit);
    }

    public String description() {
        return description;
    }

    /** Returns the column to sort by; empty where there is none. */
    public Optional<Column> column() {
        return Optional.ofNullable(column);
    }

    /** Returns whether filters can ask for its value. */
    boolean isQueryable() {
        return ofRow != null;
    }

    /** Returns whether it is known of a structure. */
    boolean isKnown(Row row) {
        return this == KNOWN_MATERIAL ? row.isKnown() : !isQueryable() || of(row) != null;
    }

    /**
     * Returns a text, a Double (of a time: seconds since the epoch) or a list of either; null where
     * it is not known.
     */
    Object of(Row row) {
        return ofRow.apply(row);
    }

    /** Whether it is one of the attributes, and not of the entry itself. */
    public boolean isAttribute() {
        return ofDiscovery != null;
    }

    /** Returns the value in a reply; null where it is not known. */
    public Object of(Discovery discovery) {
        return ofDiscovery.apply(discovery);
    }

    public static Optional<StructureProperty> named(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }
}

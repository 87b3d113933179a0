package io.nucleate.policy.constraints;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Constraints that every drawn crystal satisfies: its space group, its elements, its composition,
 * its size, its prototype. Immutable; several threads may use one object at once. It keeps what it
 * works out for a space group, so one object should serve many draws.
 */
public final class Constraints {
    /** No constraints: anything that the policy can draw. */
    public static final Constraints NONE = new Builder().build();

    /**
     * Largest number of atoms in the primitive cell where elements must occur, no template sets the
     * size and no limit is given. It is the size of the largest crystals in the training data;
     * without it the masks would lead to sizes of which the policy knows nothing.
     */
    public static final int ATOMS_MAX_DEFAULT = 20;

    /** Stands for all elements without a stable isotope, where elements are excluded. */
    public static final String RADIOACTIVE = "radioactive";

    /** An error names a limit that would do if it is at most this many times the limit given. */
    private static final int REMEDY_FACTOR = 3;

    private final Set<Integer> spaceGroups;
    private final Set<Element> excluded;
    private final Set<Element> allowed;
    private final Set<Element> required;
    private final Optional<Composition> formula;
    private final OptionalInt formulaUnits;
    private final int atomsMax;
    private final Optional<Template> template;
    private final boolean isNone;
    private final Map<SpaceGroup, Completions> completions = new ConcurrentHashMap<>();

    private Constraints(Builder builder) {
        this.spaceGroups = new TreeSet<>(builder.spaceGroups);
        this.excluded = EnumSet.copyOf(builder.excluded);
        this.allowed = builder.allowed.isEmpty()
                ? EnumSet.allOf(Element.class)
                : EnumSet.copyOf(builder.allowed);
        this.allowed.removeAll(excluded);
        this.required = EnumSet.noneOf(Element.class);
        this.required.addAll(builder.required);
        this.formula = Optional.ofNullable(builder.formula);
        this.formulaUnits = builder.formulaUnits;
        this.template = Optional.ofNullable(builder.template);
        this.atomsMax = builder.atomsMax.orElse(atomsMaxDefault());
        check();
        this.isNone = toString().isEmpty();
    }

    /** Collects constraints. Whatever is not set does not constrain. */
    public static final class Builder {
        private final Set<Integer> spaceGroups = new TreeSet<>();
        private final EnumSet<Element> excluded = EnumSet.noneOf(Element.class);
        private final Set<Element> allowed = EnumSet.noneOf(Element.class);
        private final Set<Element> required = EnumSet.noneOf(Element.class);
        private Composition formula;
        private OptionalInt formulaUnits = OptionalInt.empty();
        private OptionalInt atomsMax = OptionalInt.empty();
        private Template template;

        /**
         * Sets the space groups that may occur.
         *
         * @param text numbers and ranges, such as {@code 2,14,195-230}
         */
        public Builder spaceGroups(String text) {
            spaceGroups.addAll(parseSpaceGroups(text));
            return this;
        }

        public Builder spaceGroup(SpaceGroup group) {
            spaceGroups.add(group.number());
            return this;
        }

        /**
         * Sets the only elements that may occur.
         *
         * @throws IllegalArgumentException when they were set before, also by a chemical system
         */
        public Builder elements(Collection<Element> elements) {
            if (!allowed.isEmpty()) {
                throw new IllegalArgumentException(
                        "the allowed elements are given twice; give either elements or a"
                                + " chemical system");
            }
            allowed.addAll(elements);
            return this;
        }

        /** Adds elements that must not occur. */
        public Builder without(Collection<Element> elements) {
            excluded.addAll(elements);
            return this;
        }

        /**
         * Excludes the elements without a stable isotope, but for those that another constraint
         * names; so it comes after the others.
         */
        public Builder withoutRadioactiveUnlessNamed() {
            if (allowed.isEmpty() && formula == null) {
                Set<Element> unnamed = radioactive();
                unnamed.removeAll(required);
                if (template != null) {
                    unnamed.removeAll(template.elements());
                }
                excluded.addAll(unnamed);
            }
            return this;
        }

        /** Adds elements that must occur. */
        public Builder requiredElements(Collection<Element> elements) {
            required.addAll(elements);
            return this;
        }

        /** Sets the chemical system: exactly these elements, each at least once. */
        public Builder chemicalSystem(Collection<Element> elements) {
            return elements(elements).requiredElements(elements);
        }

        /** Sets the composition; a crystal may have any number of formula units of it. */
        public Builder formula(Composition composition) {
            formula = composition;
            return this;
        }

        /**
         * Sets the number of formula units in the conventional cell, as crystallographers count
         * them: Z = 4 for rock salt.
         */
        public Builder formulaUnits(int units) {
            formulaUnits = OptionalInt.of(units);
            return this;
        }

        /**
         * Sets the largest number of atoms in the primitive cell. Its default is
         * {@link #ATOMS_MAX_DEFAULT} where elements must occur.
         */
        public Builder atomsMax(int atoms) {
            atomsMax = OptionalInt.of(atoms);
            return this;
        }

        public Builder template(Template prototype) {
            template = prototype;
            return this;
        }

        /**
         * Makes the constraints.
         *
         * @throws IllegalArgumentException where two of them exclude each other whatever the space
         *     group
         */
        public Constraints build() {
            return new Constraints(this);
        }
    }

    private int atomsMaxDefault() {
        if (template.isPresent()) {
            return template.get().atoms();
        }
        return formula.isEmpty() && required.isEmpty() ? OpenDemand.UNLIMITED : ATOMS_MAX_DEFAULT;
    }

    private void check() {
        if (atomsMax < 1) {
            throw new IllegalArgumentException(
                    "the largest number of atoms must be at least 1, found " + atomsMax);
        }
        if (allowed.isEmpty()) {
            throw new IllegalArgumentException(
                    "no element is left: all that are allowed are excluded too; exclude fewer");
        }
        if (!allowed.containsAll(required)) {
            throw new IllegalArgumentException("required elements are not among the allowed ones: "
                    + symbols(notAllowed(required)) + "; allow them");
        }
        formula.ifPresent(this::checkFormula);
        if (formulaUnits.isPresent() && (formula.isEmpty() || formulaUnits.getAsInt() < 1)) {
            throw new IllegalArgumentException(
                    "a number of formula units must be positive and needs a formula");
        }
        template.ifPresent(prototype -> {
            if (!spaceGroups.isEmpty()
                    && !spaceGroups.contains(prototype.spaceGroup().number())) {
                throw new IllegalArgumentException(
                        "the template is of space group " + prototype.spaceGroup()
                                + ", which is not among the space groups asked for");
            }
            if (!allowed.containsAll(prototype.elements())) {
                throw new IllegalArgumentException(
                        "template " + prototype + " has elements that are not among the allowed"
                                + " ones: " + symbols(notAllowed(prototype.elements()))
                                + "; allow them");
            }
        });
    }

    private Set<Element> notAllowed(Set<Element> elements) {
        Set<Element> others = new TreeSet<>(elements);
        others.removeAll(allowed);
        return others;
    }

    private void checkFormula(Composition composition) {
        for (Element element : composition.elements()) {
            double amount = composition.amount(element);
            if (amount != Math.rint(amount)) {
                throw new IllegalArgumentException(
                        "a formula needs whole numbers of atoms, but has " + amount + " " + element
                                + "; multiply it");
            }
        }
        if (!allowed.containsAll(composition.elements())) {
            throw new IllegalArgumentException("formula " + composition
                    + " has elements that are not among the allowed ones: "
                    + symbols(notAllowed(composition.elements())) + "; allow them");
        }
        if (!composition.elements().containsAll(required)) {
            throw new IllegalArgumentException("formula " + composition
                    + " lacks some of the required elements, " + symbols(required));
        }
        if (template.isEmpty() && atomsPerFormulaUnit() > atomsMax) {
            throw new IllegalArgumentException(
                    "one formula unit of " + composition + " has " + atomsPerFormulaUnit()
                            + " atoms, and at most " + atomsMax + " are allowed; allow more");
        }
    }

    private static Set<Integer> parseSpaceGroups(String text) {
        Set<Integer> numbers = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.strip().split("-", -1);
            if (ends.length > 2
                    || !ends[0].matches("\\d{1,3}")
                    || !ends[ends.length - 1].matches("\\d{1,3}")) {
                throw new IllegalArgumentException("cannot read space groups '" + text
                        + "'; write numbers and ranges like 2,14,195-230");
            }
            int first = SpaceGroup.of(Integer.parseInt(ends[0])).number();
            int last = SpaceGroup.of(Integer.parseInt(ends[ends.length - 1])).number();
            if (first > last) {
                throw new IllegalArgumentException(
                        "the range of space groups '" + part.strip() + "' is empty");
            }
            for (int number = first; number <= last; number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /**
     * Reads {@code name=value} pairs with blanks between them: {@code space-groups=2,195-230
     * elements=Li,O without=radioactive required-elements=Li chemical-system=Li-O formula=Li2O
     * formula-units=4 max-atoms=12 template=225:a=1,c=2}. A text without pairs has no constraints.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Constraints parse(String text) {
        return reading(text).build();
    }

    /** Reads the same text; more constraints may be added. */
    public static Builder reading(String text) {
        Builder builder = new Builder();
        for (String pair : text.strip().split("\\s+")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                set(builder, pair.substring(0, equals), pair.substring(equals + 1));
            } else if (!pair.isEmpty()) {
                throw new IllegalArgumentException(
                        "constraint '" + pair + "' is not of the form name=value");
            }
        }
        return builder;
    }

    private static void set(Builder builder, String name, String value) {
        switch (name) {
            case "space-groups" -> builder.spaceGroups(value);
            case "elements" -> builder.elements(parseElements(value, ","));
            case "without" -> builder.without(parseExcluded(value));
            case "required-elements" -> builder.requiredElements(parseElements(value, ","));
            case "chemical-system" -> builder.chemicalSystem(parseElements(value, "-"));
            case "formula" -> builder.formula(Composition.parse(value));
            case "formula-units" -> builder.formulaUnits(parseCount(name, value));
            case "max-atoms" -> builder.atomsMax(parseCount(name, value));
            case "template" -> builder.template(Template.parse(value));
            default ->
                throw new IllegalArgumentException("unknown constraint '" + name
                        + "'; there are space-groups, elements, without,"
                        + " required-elements, chemical-system, formula, formula-units, max-atoms"
                        + " and template");
        }
    }

    private static int parseCount(String name, String value) {
        if (!value.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(name + "=" + value + " is not a whole number");
        }
        return Integer.parseInt(value);
    }

    /**
     * Reads chemical symbols with a separator between them.
     *
     * @throws IllegalArgumentException for anything that is no symbol
     */
    public static List<Element> parseElements(String text, String separator) {
        List<Element> elements = new ArrayList<>();
        for (String symbol : text.split(separator, -1)) {
            elements.add(Element.of(symbol.strip()));
        }
        return elements;
    }

    /**
     * Reads elements that must not occur: chemical symbols with commas between them, among them
     * {@link #RADIOACTIVE} for all that are.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Set<Element> parseExcluded(String text) {
        EnumSet<Element> excluded = EnumSet.noneOf(Element.class);
        for (String word : text.split(",", -1)) {
            if (word.strip().equals(RADIOACTIVE)) {
                excluded.addAll(radioactive());
            } else {
                excluded.add(Element.of(word.strip()));
            }
        }
        return excluded;
    }

    private static EnumSet<Element> radioactive() {
        EnumSet<Element> radioactive = EnumSet.allOf(Element.class);
        radioactive.removeIf(element -> !element.isRadioactive());
        return radioactive;
    }

    /** Tells whether there are no constraints. */
    public boolean isNone() {
        return isNone;
    }

    /** Tells whether every crystal has the same composition. */
    public boolean hasFormula() {
        return formula.isPresent();
    }

    /** Tells whether every crystal has the same space group. */
    public boolean hasOneSpaceGroup() {
        return spaceGroups.size() == 1;
    }

    /** Returns the composition that every crystal has; empty where none is asked for. */
    public Optional<Composition> formula() {
        return formula;
    }

    /** Returns the elements that every crystal has, all of them; empty where that is open. */
    public Set<Element> chemicalSystem() {
        Set<Element> elements = formula.map(Composition::elements).orElse(required);
        boolean isFixed = formula.isPresent() || allowed.equals(required);
        return isFixed ? Set.copyOf(elements) : Set.of();
    }

    /**
     * Tells whether some crystal of the group, with at most {@code sitesMax} sites, satisfies the
     * constraints.
     */
    public boolean allows(SpaceGroup group, int sitesMax) {
        return isListed(group) && walk(group, sitesMax).hasStart();
    }

    private boolean isListed(SpaceGroup group) {
        return (spaceGroups.isEmpty() || spaceGroups.contains(group.number()))
                && template.map(prototype -> prototype.spaceGroup() == group).orElse(true);
    }

    /** Tells whether a crystal satisfies the constraints. */
    public boolean allows(Crystal crystal) {
        if (!isListed(crystal.spaceGroup())) {
            return false;
        }
        Walk walk = walk(crystal.spaceGroup(), crystal.sites().size());
        for (Site site : crystal.sites()) {
            int letter = WyckoffPosition.numberOf(site.wyckoff());
            if (!walk.mayTakeLetter(letter)) {
                return false;
            }
            walk.takeLetter(letter);
            if (!walk.mayTakeElement(site.element())) {
                return false;
            }
            walk.takeElement(site.element());
        }
        return walk.mayEnd();
    }

    /**
     * Checks that some crystal can satisfy the constraints.
     *
     * @param sitesMax largest number of Wyckoff sites of a crystal
     * @throws IllegalArgumentException with the reason and what to do about it, if none can
     */
    public void require(int sitesMax) {
        List<SpaceGroup> listed = new ArrayList<>();
        for (int number = 1; number <= SpaceGroup.COUNT; number++) {
            SpaceGroup group = SpaceGroup.of(number);
            if (isListed(group)) {
                if (allows(group, sitesMax)) {
                    return;
                }
                listed.add(group);
            }
        }
        if (listed.size() == 1) {
            require(listed.get(0), sitesMax);
        }
        throw new IllegalArgumentException(
                "none of the " + listed.size() + " space groups has Wyckoff positions that give "
                        + conditions(sitesMax) + "; ask for less");
    }

    /** Checks the same as {@link #require(int)} for one space group. */
    public void require(SpaceGroup group, int sitesMax) {
        if (!isListed(group)) {
            throw new IllegalArgumentException(
                    "space group " + group + " is not among those that the constraints name");
        }
        if (allows(group, sitesMax)) {
            return;
        }
        OptionalInt enough = enoughAtoms(group, sitesMax);
        throw new IllegalArgumentException("no Wyckoff positions of space group " + group + " give "
                + conditions(sitesMax) + "; "
                + (enough.isPresent() ? enough.getAsInt() + " atoms would do: allow more, or " : "")
                + "choose another space group or ask for less");
    }

    /**
     * Returns the smallest limit, not far above the given one, under which the group has a crystal.
     */
    private OptionalInt enoughAtoms(SpaceGroup group, int sitesMax) {
        if (atomsMax == OpenDemand.UNLIMITED) {
            return OptionalInt.empty();
        }
        for (int atoms = atomsMax + 1; atoms <= REMEDY_FACTOR * atomsMax; atoms++) {
            if (formula.isEmpty() || atoms % atomsPerFormulaUnit() == 0) {
                Completions larger = completions(group, atoms);
                if (new Walk(larger, sitesMax).hasStart()) {
                    return OptionalInt.of(atoms);
                }
            }
        }
        return OptionalInt.empty();
    }

    private String conditions(int sitesMax) {
        StringJoiner conditions = new StringJoiner(", ");
        formula.ifPresent(composition -> conditions.add("composition " + composition
                + (formulaUnits.isPresent()
                        ? " with " + formulaUnits.getAsInt()
                                + " formula units in the conventional cell"
                        : "")));
        if (formula.isEmpty() && !required.isEmpty()) {
            conditions.add("all of " + symbols(required));
        }
        if (formula.isEmpty() && isListOfAllowed()) {
            conditions.add("no element but " + symbols(allowed));
        } else if (formula.isEmpty() && !excluded.isEmpty()) {
            conditions.add("none of " + symbols(excluded));
        }
        template.ifPresent(prototype -> conditions.add("template " + prototype));
        if (atomsMax != OpenDemand.UNLIMITED) {
            conditions.add("at most " + atomsMax + " atoms in the primitive cell");
        }
        return conditions.add("at most " + sitesMax + " sites").toString();
    }

    /** Starts the walk of one crystal of the group through the constraints. */
    public Walk walk(SpaceGroup group, int sitesMax) {
        return new Walk(
                completions.computeIfAbsent(group, g -> completions(g, atomsMax)), sitesMax);
    }

    private Completions completions(SpaceGroup group, int atomsMax) {
        List<Demand> demands = demands(group, atomsMax);
        return template.map(prototype -> new Completions(prototype, demands))
                .orElseGet(() -> new Completions(group, demands));
    }

    private List<Demand> demands(SpaceGroup group, int atomsMax) {
        if (formula.isEmpty()) {
            return List.of(new OpenDemand(allowed, required, atomsMax));
        }
        List<Element> elements = List.copyOf(formula.get().elements());
        List<Demand> demands = new ArrayList<>();
        int latticePoints = group.centrings().length;
        for (int units = 1; units * atomsPerFormulaUnit() <= atomsMax; units++) {
            if (formulaUnits.isEmpty() || formulaUnits.getAsInt() == units * latticePoints) {
                int[] atoms = new int[elements.size()];
                for (int i = 0; i < atoms.length; i++) {
                    atoms[i] = units * (int) formula.get().amount(elements.get(i)) / divisor();
                }
                demands.add(new ExactDemand(elements, atoms));
            }
        }
        return demands;
    }

    private int atomsPerFormulaUnit() {
        return (int) formula.orElseThrow().atomCount() / divisor();
    }

    private int divisor() {
        Composition composition = formula.orElseThrow();
        int divisor = 0;
        for (Element element : composition.elements()) {
            divisor = gcd((int) composition.amount(element), divisor);
        }
        return divisor;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static String symbols(Set<Element> elements) {
        return elements.stream().map(Element::symbol).collect(Collectors.joining(","));
    }

    /** Tells whether the allowed elements were given, not only those that are excluded. */
    private boolean isListOfAllowed() {
        return allowed.size() + excluded.size() < Element.values().length;
    }

    private String excludedText() {
        if (!excluded.containsAll(radioactive())) {
            return symbols(excluded);
        }
        StringJoiner text = new StringJoiner(",").add(RADIOACTIVE);
        excluded.stream()
                .filter(element -> !element.isRadioactive())
                .forEach(element -> text.add(element.symbol()));
        return text.toString();
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(" ");
        if (!spaceGroups.isEmpty()) {
            text.add("space-groups="
                    + spaceGroups.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        if (isListOfAllowed()) {
            text.add("elements=" + symbols(allowed));
        } else if (!excluded.isEmpty()) {
            text.add("without=" + excludedText());
        }
        if (!required.isEmpty()) {
            text.add("required-elements=" + symbols(required));
        }
        formula.ifPresent(composition -> text.add("formula=" + composition.reducedFormula()));
        formulaUnits.ifPresent(units -> text.add("formula-units=" + units));
        if (atomsMax != atomsMaxDefault()) {
            text.add("max-atoms=" + atomsMax);
        }
        template.ifPresent(prototype -> text.add("template=" + prototype));
        return text.toString();
    }
}

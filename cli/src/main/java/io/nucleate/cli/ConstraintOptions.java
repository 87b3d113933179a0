package io.nucleate.cli;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.symmetry.SymmetryFinder;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.policy.constraints.Template;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what every crystal must be. */
final class ConstraintOptions {
    private static final String NOTHING = "none";

    /** Constraints of a run whose user asks for nothing. */
    static final String OF_A_RUN = "without=" + Constraints.RADIOACTIVE;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--space-group",
            paramLabel = "G",
            description =
                    "Space groups, 1 to 230: 225, or 2,14,195-230. Default: all, as often as in"
                            + " the training data.")
    private String spaceGroups;

    @Option(
            names = "--elements",
            paramLabel = "A,B",
            description = "Only these elements; not every crystal has all of them.")
    private String elements;

    @Option(
            names = "--without",
            paramLabel = "A,B",
            description = "None of these elements. " + Constraints.RADIOACTIVE + " stands for those"
                    + " without a stable isotope: Tc, Pm, Po and all that are heavier. They do not"
                    + " occur in the candidates of a run either, unless another option names them"
                    + " or this one says " + NOTHING + ".")
    private String without;

    @Option(
            names = "--required-elements",
            paramLabel = "A,B",
            description = "Every crystal has all of these elements.")
    private String requiredElements;

    @Option(
            names = "--chemical-system",
            paramLabel = "A-B",
            description = "Exactly these elements, all of them, such as Li-Fe-P-O.")
    private String chemicalSystem;

    @Option(
            names = "--formula",
            paramLabel = "FORMULA",
            description = "Exactly this composition, such as NaCl; any number of formula units.")
    private String formula;

    @Mixin
    private FormulaUnitsOption formulaUnits;

    @Option(
            names = "--max-atoms",
            paramLabel = "N",
            description = "At most so many atoms in the primitive cell. Default: "
                    + Constraints.ATOMS_MAX_DEFAULT + " where elements must occur, else no limit.")
    private Integer atomsMax;

    @Option(
            names = "--template",
            paramLabel = "TEMPLATE",
            description = "Space group and Wyckoff letter of every site, such as 221:a,b,c; with"
                    + " numbers for sites that share an"
                    + " element, 225:a=1,b=1,c=2, or elements, 221:a=Ca,b=Ti,c=O.")
    private String template;

    @Option(
            names = "--prototype",
            paramLabel = "FILE",
            description =
                    "The template of the first structure in a file (CIF, POSCAR, extended XYZ,"
                            + " JSON line): its letters, with"
                            + " other elements.")
    private String prototype;

    /** Tells whether there is any of the options. */
    boolean isGiven() {
        return elements != null
                || chemicalSystem != null
                || formula != null
                || requiredElements != null
                || without != null
                || spaceGroups != null
                || formulaUnits.isGiven()
                || atomsMax != null
                || template != null
                || prototype != null;
    }

    /**
     * Returns what is asked of the candidates of a run: no element without a stable isotope, unless
     * it is named.
     *
     * @throws ParameterException as {@link #constraints()}
     */
    Constraints constraintsOfRun() {
        return constraints(true);
    }

    /**
     * @throws ParameterException for what cannot be read, and for constraints that exclude each
     *     other
     */
    Constraints constraints() {
        return constraints(false);
    }

    private Constraints constraints(boolean ofRun) {
        try {
            Constraints.Builder builder = new Constraints.Builder();
            if (spaceGroups != null) {
                builder.spaceGroups(spaceGroups);
            }
            if (elements != null) {
                builder.elements(Constraints.parseElements(elements, ","));
            }
            if (requiredElements != null) {
                builder.requiredElements(Constraints.parseElements(requiredElements, ","));
            }
            if (chemicalSystem != null) {
                builder.chemicalSystem(Constraints.parseElements(chemicalSystem, "-"));
            }
            if (formula != null) {
                builder.formula(Composition.parse(formula));
            }
            formulaUnits.applyTo(builder);
            if (atomsMax != null) {
                builder.atomsMax(atomsMax);
            }
            if (template != null && prototype != null) {
                throw new IllegalArgumentException("--template and --prototype exclude each other");
            }
            if (template != null) {
                builder.template(Template.parse(template));
            }
            if (prototype != null) {
                builder.template(readPrototype());
            }
            exclude(builder, ofRun);
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private void exclude(Constraints.Builder builder, boolean ofRun) {
        if (NOTHING.equals(without)) {
            return;
        }
        if (ofRun) {
            builder.withoutRadioactiveUnlessNamed();
        }
        if (without != null) {
            builder.without(Constraints.parseExcluded(without));
        }
    }

    private Template readPrototype() {
        return Template.of(StructureInput.firstCrystal(
                prototype, false, SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM));
    }
}

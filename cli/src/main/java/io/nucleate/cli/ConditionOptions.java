package io.nucleate.cli;

import io.nucleate.policy.Condition;
import io.nucleate.policy.Conditions;
import io.nucleate.policy.Policy;
import io.nucleate.policy.constraints.Constraints;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The options that say what a policy is given to draw from. */
final class ConditionOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--condition",
            paramLabel = "NAME=VALUE",
            description = "What the crystals should be like, for weights that have learned it:"
                    + " ehull=E, an energy above the hull below 0.1 eV/atom, gap=E, a band gap in"
                    + " eV; the class of the value counts. May be repeated. A formula or a chemical"
                    + " system that is asked for is given as well, if the weights have learned it;"
                    + " space groups are then drawn as they have learned them for it.")
    private Map<Condition, Double> quantities = new EnumMap<>(Condition.class);

    /**
     * Gives a policy what is asked for, and what constraints say as far as it has learned it.
     *
     * @throws ParameterException for what it has not learned
     */
    Policy give(Policy policy, Constraints constraints) {
        Conditions implied = implied(policy, constraints);
        try {
            return policy.given(new Conditions(
                    implied.system(),
                    implied.formula(),
                    value(Condition.EHULL),
                    value(Condition.GAP)));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Returns what constraints say of every crystal, as far as a policy has learned it. */
    static Conditions implied(Policy policy, Constraints constraints) {
        return new Conditions(
                        constraints.chemicalSystem(),
                        constraints.formula(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty())
                .only(policy.config().conditions());
    }

    private OptionalDouble value(Condition condition) {
        if (quantities.containsKey(Condition.SYSTEM) || quantities.containsKey(Condition.FORMULA)) {
            throw new IllegalArgumentException(
                    "--condition takes ehull and gap; ask for --chemical-system or --formula");
        }
        Double value = quantities.get(condition);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}

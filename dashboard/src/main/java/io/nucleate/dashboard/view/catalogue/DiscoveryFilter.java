package io.nucleate.dashboard.view.catalogue;

import io.nucleate.crystal.Metastability;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which discoveries are wanted: those that meet all of it.
 *
 * @param formula reduced formula
 * @param all elements that it has
 * @param any elements of which it has one at least
 * @param none elements that it has not
 * @param system exactly its elements
 * @param ranges bounds of numbers; one that is not known lies in no range
 * @param known whether its protostructure is that of a known material
 * @param judged whether a second potential has judged it
 * @param confirmed whether the second potential finds it metastable too
 * @param ids run/generator/sequence; empty for any
 */
public record DiscoveryFilter(
        Optional<String> formula,
        ElementSet all,
        Optional<ElementSet> any,
        ElementSet none,
        Optional<ElementSet> system,
        Map<Column, Range> ranges,
        Optional<Boolean> known,
        Optional<Boolean> judged,
        Optional<Boolean> confirmed,
        Set<String> ids)
        implements RowFilter {

    /** Takes every discovery. */
    public static final DiscoveryFilter NONE = new DiscoveryFilter(
            Optional.empty(),
            ElementSet.NONE,
            Optional.empty(),
            ElementSet.NONE,
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of());

    /** Numbers from low to high, both included. */
    public record Range(double low, double high) {
        boolean contains(double number) {
            return number >= low && number <= high;
        }
    }

    @Override
    public boolean takes(Row row) {
        return takesElements(row.elements())
                && takesNumbers(row)
                && takesJudgement(row.number(Column.JUDGED_ENERGY_ABOVE_HULL))
                && known.map(wanted -> wanted == row.isKnown()).orElse(true)
                && formula.map(row.formula()::equals).orElse(true)
                && (ids.isEmpty() || ids.contains(row.id()));
    }

    private boolean takesElements(ElementSet elements) {
        return elements.containsAll(all)
                && !elements.intersects(none)
                && any.map(elements::intersects).orElse(true)
                && system.map(elements::equals).orElse(true);
    }

    private boolean takesNumbers(Row row) {
        for (Map.Entry<Column, Range> range : ranges.entrySet()) {
            if (!range.getValue().contains(row.number(range.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private boolean takesJudgement(double energyAboveHullEvPerAtom) {
        return judged.map(wanted -> wanted != Double.isNaN(energyAboveHullEvPerAtom))
                        .orElse(true)
                && confirmed
                        .map(wanted -> wanted == Metastability.isWithin(energyAboveHullEvPerAtom))
                        .orElse(true);
    }
}

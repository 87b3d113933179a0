package io.nucleate.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The criteria of validity that a crystal meets or not, by their names.
 *
 * @param structural criteria for the geometry
 * @param compositional criteria for the composition
 */
record Criteria(Map<String, Boolean> structural, Map<String, Boolean> compositional) {
    boolean isStructurallyValid() {
        return all(structural);
    }

    boolean isCompositionallyValid() {
        return all(compositional);
    }

    boolean isValid() {
        return isStructurallyValid() && isCompositionallyValid();
    }

    /** Returns all criteria, those for the geometry first. */
    Map<String, Boolean> both() {
        Map<String, Boolean> both = new LinkedHashMap<>(structural);
        both.putAll(compositional);
        return both;
    }

    private static boolean all(Map<String, Boolean> criteria) {
        return criteria.values().stream().allMatch(Boolean::booleanValue);
    }
}

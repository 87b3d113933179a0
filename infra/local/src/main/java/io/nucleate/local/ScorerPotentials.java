package io.nucleate.local;

import io.nucleate.energy.potential.Potentials;
import io.nucleate.schemas.Run;

import java.io.IOException;
import java.util.Map;

/** Says which potentials a run needs its scorers to have, beside those that the user named. */
public final class ScorerPotentials {
    private static final String JUDGE_VARIABLE = "NUCLEATE_SCORER_JUDGE_POTENTIAL";

    private ScorerPotentials() {}

    /**
     * Returns the settings of scorers for a run. In a pessimistic run the judge pays; scorers then
     * let a third potential judge audits.
     *
     * @param environment what the scorers read too
     * @throws IllegalArgumentException if they would not have the run's second potential
     * @throws IOException if the model card that the user named cannot be read
     */
    public static Map<String, String> of(Run run, Map<String, String> environment)
            throws IOException {
        if (!run.getScoring().getPessimistic()) {
            return Map.of();
        }
        String second = run.getScoring().getSecondPotential();
        String judge = environment.get(JUDGE_VARIABLE);
        if (judge == null) {
            return Map.of(
                    "nucleate.scorer.judge.potential",
                    Potentials.shipped(second)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "there is no second potential '" + second
                                            + "'; name its model card in " + JUDGE_VARIABLE)));
        }
        if (!Potentials.nameOf(judge).equals(second)) {
            throw new IllegalArgumentException("the run is paid by the second potential " + second
                    + ", and " + JUDGE_VARIABLE + " is " + judge + "; unset it");
        }
        return Map.of();
    }
}

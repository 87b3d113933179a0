package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings of a run by name. */
class RunSettingsTest {
    private final Run run = TestRuns.of("one");

    @Test
    void everySettingHasAValueAndASentence() {
        assertThat(RunSettings.all()).hasSizeGreaterThan(30).allSatisfy(setting -> {
            assertThat(RunSettings.value(run, setting.name())).isNotNull();
            assertThat(setting.doc()).endsWith(".");
            assertThat(setting.type()).isNotBlank();
        });
        assertThat(RunSettings.values(run).keySet())
                .contains("reward", "learning.repeats.factor", "scoring.gates.atomsMax")
                .doesNotContain("id", "state", "startWeightsSha256", "createdAt");
    }

    @Test
    void valuesAreReadBackFromTheirText() {
        assertThat(RunSettings.with(run, RunSettings.values(run))).isEqualTo(run);
    }

    @Test
    void otherValuesMakeAnotherRunAndLeaveTheFirst() {
        Run other = RunSettings.with(
                run,
                Map.of(
                        "learning.klPenalty", "0.1",
                        "scoring.properties", "band-gap, dielectric",
                        "deterministic", "true",
                        "seed", "7",
                        "constraints", "formula=BaTiO3"));
        assertThat(other.getLearning().getKlPenalty()).isEqualTo(0.1);
        assertThat(other.getScoring().getProperties()).containsExactly("band-gap", "dielectric");
        assertThat(other.getDeterministic()).isTrue();
        assertThat(other.getSeed()).isEqualTo(7);
        assertThat(other.getConstraints()).isEqualTo("formula=BaTiO3");
        assertThat(run).isEqualTo(TestRuns.of("one"));
    }

    @Test
    void whatARunIsAboutChangesDefaultsButNotWhatWasAskedFor() {
        RunSettings.Question any = new RunSettings.Question(false, false, false);
        RunSettings.Question formula = new RunSettings.Question(true, false, false);
        RunSettings.Question property = new RunSettings.Question(false, false, true);
        Run sites = strata("sites");
        assertThat(RunSettings.suited(sites, any, Set.of())).isEqualTo(sites);
        Run ofFormula = RunSettings.suited(sites, formula, Set.of());
        assertThat(ofFormula.getLearning().getStrata()).isEqualTo("none");
        assertThat(ofFormula.getLearning().getRepeats().getFactor()).isEqualTo(1);
        Run ppo = RunSettings.with(sites, Map.of("learning.algorithm", "ppo"));
        assertThat(RunSettings.suited(ppo, any, Set.of()))
                .isEqualTo(RunSettings.with(ppo, Map.of("learning.strata", "none")));
        assertThat(RunSettings.suited(
                        sites, formula, Set.of("learning.strata", "learning.repeats.factor")))
                .isEqualTo(sites);
        RunSettings.Question group = new RunSettings.Question(false, true, false);
        assertThat(RunSettings.suited(sites, group, Set.of()).getLearning().getLearningRate())
                .isEqualTo(1e-4);
        assertThat(RunSettings.suited(sites, group, Set.of("learning.learningRate")))
                .isEqualTo(sites);
        assertThat(RunSettings.suited(strata("sites,chemistry"), property, Set.of()))
                .isEqualTo(sites);
        assertThat(RunSettings.suited(strata("chemistry"), property, Set.of()))
                .isEqualTo(strata("none"));
        assertThat(RunSettings.suited(strata("chemistry"), property, Set.of("learning.strata")))
                .isEqualTo(strata("chemistry"));
    }

    private Run strata(String names) {
        return RunSettings.with(run, Map.of("learning.strata", names));
    }

    @Test
    void theHashIsThatOfTheSettingsAlone() {
        Run paused = Run.newBuilder(run).setId("two").setState(RunStatus.PAUSED).build();
        assertThat(RunSettings.sha256(paused))
                .isEqualTo(RunSettings.sha256(run))
                .hasSize(16);
        for (RunSettings.Setting setting : RunSettings.all()) {
            String other =
                    switch (setting.type()) {
                        case "true or false" -> "true";
                        case "text", "list, comma separated" -> "other";
                        default -> "77";
                    };
            assertThat(RunSettings.sha256(RunSettings.with(run, Map.of(setting.name(), other))))
                    .as(setting.name())
                    .isNotEqualTo(RunSettings.sha256(run));
        }
    }

    @Test
    void aSettingThatMayBeEmptyTakesANumberOrNothing() {
        String name = "sampling.latticeTemperature";
        assertThat(RunSettings.value(run, name)).isEmpty();
        Run set = RunSettings.with(run, Map.of(name, "0.5"));
        assertThat(set.getSampling().getLatticeTemperature()).isEqualTo(0.5);
        assertThat(RunSettings.value(set, name)).isEqualTo("0.5");
        assertThat(RunSettings.with(set, Map.of(name, ""))).isEqualTo(run);
        assertThatThrownBy(() -> RunSettings.with(run, Map.of(name, "cold")))
                .hasMessageContaining("'cold' is no value of " + name
                        + ", which is a number, or empty: Temperature of the lattice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"learning", "learning.", "learning.speed", "reward.name", "", "id", "state"})
    void anUnknownNameIsRefusedWithTheKnownOnes(String name) {
        assertThatThrownBy(() -> RunSettings.with(run, Map.of(name, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no setting '" + name + "'")
                .hasMessageContaining("learning.klPenalty, learning.stalenessMax");
    }

    @Test
    void aValueOfAnotherTypeIsRefusedWithWhatTheSettingMeans() {
        assertThatThrownBy(() -> RunSettings.with(run, Map.of("learning.epochs", "2.5")))
                .hasMessageContaining("'2.5' is no value of learning.epochs, which is a whole"
                        + " number: Gradient steps on each batch.");
        assertThatThrownBy(() -> RunSettings.with(run, Map.of("deterministic", "yes")))
                .hasMessageContaining("true or false");
    }

    @Test
    void differencesAreThoseOfValuesAndNotOfSpelling() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("reward", "fom");
        asked.put("learning.clip", "0.20");
        asked.put("constraints", "formula=BaTiO3");
        List<RunSettings.Difference> differences = RunSettings.differences(run, asked);
        assertThat(differences)
                .extracting(RunSettings.Difference::toString)
                .containsExactly(
                        "reward is ehull, not fom", "constraints is empty, not formula=BaTiO3");
    }
}

package io.nucleate.dashboard.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Element;
import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.dashboard.view.HullDiagram.HullPhase;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.hull.KnownPhases;
import io.nucleate.energy.hull.Phase;
import io.nucleate.schemas.Scored;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

class HullDiagramTest {
    private static final KnownPhases KNOWN = new KnownPhases(
            new HullReference(
                    "test@1",
                    List.of(),
                    List.of(new Phase("NaCl", -2), new Phase("KCl", -2.1), new Phase("NaCl3", -1))),
            Map.of("NaCl", "mp-22862", "KCl", "mp-23193"));

    private static Scored found(String formula, double formationEnergyEvPerAtom) {
        SimulatedRun run = new SimulatedRun("run-1", 1);
        return SimulatedRun.scored(run.candidate(0, Instant.EPOCH), Instant.EPOCH)
                .setFormula(formula)
                .setFormationEnergyEvPerAtom(formationEnergyEvPerAtom)
                .build();
    }

    @Test
    void discoveriesStandBesideKnownPhasesAndBreakTheHull() {
        HullDiagram diagram = HullDiagram.of(
                List.of(Element.Na, Element.Cl),
                "run-1",
                List.of(found("Na2Cl", -1.5), found("NaCl", -1.9)),
                2,
                KNOWN);
        assertThat(diagram.elements()).containsExactly("Na", "Cl");
        assertThat(diagram.phases().stream().map(HullPhase::formula))
                .as("K is of another system")
                .containsExactly("Na", "Cl2", "NaCl", "NaCl3", "Na2Cl", "NaCl");
        assertThat(diagram.phases().stream().map(HullPhase::known))
                .containsExactly(true, true, true, true, false, false);
        assertThat(diagram.phases().stream().map(HullPhase::material))
                .as("NaCl3 is a height of the source's hull")
                .containsExactly(null, null, "mp-22862", null, null, null);
        assertThat(diagram.phases().get(4).id()).isEqualTo("run-1/generator-1/0");
        assertThat(diagram.phases().get(4).isVertex()).as("new on the hull").isTrue();
        assertThat(diagram.phases().get(5).energyAboveHullEvPerAtom()).isCloseTo(0.1, within(1e-9));
        assertThat(diagram.facets())
                .containsExactlyInAnyOrder(List.of(0, 4), List.of(2, 4), List.of(1, 2));
    }

    @Test
    void theShippedReferenceIsNamedWithWhatItLacks() {
        HullDiagram diagram = HullDiagram.of(
                List.of(Element.Li, Element.Fe, Element.O),
                "run-1",
                List.of(),
                0,
                KnownPhases.named(HullReference.SHIPPED));
        assertThat(diagram.reference()).startsWith("materials-project-hull@");
        assertThat(diagram.note()).contains("vertices");
        assertThat(diagram.phases())
                .hasSizeGreaterThan(6)
                .allMatch(HullPhase::known)
                .anyMatch(phase -> "Fe2O3".equals(phase.formula()) && phase.material() != null);
    }
}

package io.nucleate.dashboard.web;

import io.nucleate.dashboard.view.catalogue.DiscoveryFilter;
import io.nucleate.dashboard.view.catalogue.FilterText;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import java.util.Map;
import java.util.TreeMap;

/** The filters of discoveries, as a URL has them. */
public class DiscoveryParameters {
    private static final String RANGE = "LOW..HIGH, both included; either may be left out";

    @Parameter(description = "reduced formula; the order of its elements does not matter")
    @QueryParam("formula")
    String formula;

    @Parameter(description = "elements that it has, comma separated")
    @QueryParam("all")
    String all;

    @Parameter(description = "elements of which it has one at least")
    @QueryParam("any")
    String any;

    @Parameter(description = "elements that it has not")
    @QueryParam("none")
    String none;

    @Parameter(description = "exactly its elements, such as Li-Fe-O")
    @QueryParam("system")
    String system;

    @Parameter(description = "international number, or " + RANGE)
    @QueryParam("spaceGroup")
    String spaceGroup;

    @Parameter(description = RANGE)
    @QueryParam("energyAboveHullEvPerAtom")
    String energyAboveHullEvPerAtom;

    @Parameter(description = RANGE)
    @QueryParam("judgedEnergyAboveHullEvPerAtom")
    String judgedEnergyAboveHullEvPerAtom;

    @Parameter(description = RANGE)
    @QueryParam("formationEnergyEvPerAtom")
    String formationEnergyEvPerAtom;

    @Parameter(description = RANGE)
    @QueryParam("bandGapEv")
    String bandGapEv;

    @Parameter(description = RANGE)
    @QueryParam("dielectricElectronic")
    String dielectricElectronic;

    @Parameter(description = RANGE)
    @QueryParam("reward")
    String reward;

    @Parameter(description = "atoms in a primitive cell: " + RANGE)
    @QueryParam("sites")
    String sites;

    @Parameter(description = RANGE)
    @QueryParam("policyVersion")
    String policyVersion;

    @Parameter(description = "when it was scored, such as 2026-11-30T12:00:00Z..: " + RANGE)
    @QueryParam("foundAt")
    String foundAt;

    @Parameter(description = "whether its protostructure is that of a known material")
    @QueryParam("known")
    Boolean known;

    @Parameter(description = "whether a second potential judged it")
    @QueryParam("judged")
    Boolean judged;

    @Parameter(description = "whether the second potential finds it metastable, too")
    @QueryParam("confirmed")
    Boolean confirmed;

    @Parameter(description = "run/generator/sequence, comma separated")
    @QueryParam("ids")
    String ids;

    /** @throws IllegalArgumentException for what cannot be read, with the parameter's name */
    DiscoveryFilter filter() {
        Map<String, String> texts = new TreeMap<>();
        put(texts, "formula", formula);
        put(texts, "all", all);
        put(texts, "any", any);
        put(texts, "none", none);
        put(texts, "system", system);
        put(texts, "spaceGroup", spaceGroup);
        put(texts, "energyAboveHullEvPerAtom", energyAboveHullEvPerAtom);
        put(texts, "judgedEnergyAboveHullEvPerAtom", judgedEnergyAboveHullEvPerAtom);
        put(texts, "formationEnergyEvPerAtom", formationEnergyEvPerAtom);
        put(texts, "bandGapEv", bandGapEv);
        put(texts, "dielectricElectronic", dielectricElectronic);
        put(texts, "reward", reward);
        put(texts, "sites", sites);
        put(texts, "policyVersion", policyVersion);
        put(texts, "foundAt", foundAt);
        put(texts, "known", known);
        put(texts, "judged", judged);
        put(texts, "confirmed", confirmed);
        put(texts, "ids", ids);
        return FilterText.parse(texts);
    }

    private static void put(Map<String, String> texts, String name, Object value) {
        if (value != null) {
            texts.put(name, value.toString());
        }
    }
}

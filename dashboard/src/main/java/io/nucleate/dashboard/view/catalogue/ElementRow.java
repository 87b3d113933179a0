package io.nucleate.dashboard.view.catalogue;

/**
 * An element of a run.
 *
 * @param element its symbol
 * @param crystals scored crystals with an energy that contain it
 * @param discoveries of the catalogue that contain it
 * @param meanEnergyAboveHullEvPerAtom mean over these discoveries; null where there is none
 */
public record ElementRow(
        String element, long crystals, int discoveries, Double meanEnergyAboveHullEvPerAtom) {}

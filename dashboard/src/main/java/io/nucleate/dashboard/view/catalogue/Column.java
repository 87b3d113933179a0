package io.nucleate.dashboard.view.catalogue;

import io.nucleate.crystal.SpaceGroup;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.Scored;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** The numbers of a discovery, by which a list can be filtered and sorted. */
public enum Column {
    ENERGY_ABOVE_HULL("energyAboveHullEvPerAtom", Scored::getEnergyAboveHullEvPerAtom),
    JUDGED_ENERGY_ABOVE_HULL(
            "judgedEnergyAboveHullEvPerAtom",
            scored -> scored.getJudgement() == null
                    ? null
                    : scored.getJudgement().getEnergyAboveHullEvPerAtom()),
    FORMATION_ENERGY("formationEnergyEvPerAtom", Scored::getFormationEnergyEvPerAtom),
    BAND_GAP("bandGapEv", Scored::getBandGapEv),
    DIELECTRIC("dielectricElectronic", Scored::getDielectricElectronic),
    REWARD("reward", Scored::getReward),
    SITES("sites", scored -> sites(scored.getCandidate().getCrystal())),
    SPACE_GROUP("spaceGroup", scored -> scored.getCandidate().getCrystal().getSpaceGroup()),
    POLICY_VERSION("policyVersion", scored -> scored.getCandidate().getPolicyVersion()),
    /** In milliseconds since the epoch. */
    FOUND_AT("foundAt", scored -> scored.getScoredAt().toEpochMilli());

    private static final Column[] ALL = values();

    private final String word;
    private final Function<Scored, Number> number;

    Column(String word, Function<Scored, Number> number) {
        this.word = word;
        this.number = number;
    }

    /** Returns the name of the column that parameters have. */
    public String word() {
        return word;
    }

    /** Returns the number of a discovery; NaN where it is not known. */
    public double of(Scored scored) {
        Number value = number.apply(scored);
        return value == null ? Double.NaN : value.doubleValue();
    }

    static Optional<Column> named(String word) {
        return Arrays.stream(ALL).filter(column -> column.word.equals(word)).findFirst();
    }

    static int count() {
        return ALL.length;
    }

    /** Returns the number of atoms in a primitive cell. */
    static int sites(CrystalRecord crystal) {
        SpaceGroup group = SpaceGroup.of(crystal.getSpaceGroup());
        return crystal.getSites().stream()
                        .mapToInt(site ->
                                group.position(site.getWyckoff().charAt(0)).multiplicity())
                        .sum()
                / group.centrings().length;
    }
}

package io.nucleate.dashboard.view;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.schemas.CrystalRecord;

/** Crystals as they travel, read back. */
public final class CrystalRecords {
    private CrystalRecords() {}

    /** @throws IllegalArgumentException if the record describes no crystal */
    public static Crystal crystal(CrystalRecord record) {
        return new Crystal(
                SpaceGroup.of(record.getSpaceGroup()),
                Lattice.of(record.getLattice().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray()),
                record.getSites().stream()
                        .map(site -> new Site(
                                Element.of(site.getElement()),
                                site.getWyckoff().charAt(0),
                                site.getX(),
                                site.getY(),
                                site.getZ()))
                        .toList());
    }
}

package io.nucleate.schemas;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.matching.Protostructure;

import java.util.Arrays;

/**
 * Crystals as they travel: one pair of conversions, so that what a writer checked a reader checks
 * too.
 */
public final class CrystalRecords {
    private CrystalRecords() {}

    /** The sites keep their order. */
    public static CrystalRecord write(Crystal crystal) {
        return CrystalRecord.newBuilder()
                .setSpaceGroup(crystal.spaceGroup().number())
                .setLattice(
                        Arrays.stream(crystal.lattice().parameters()).boxed().toList())
                .setSites(crystal.sites().stream()
                        .map(site -> new SiteRecord(
                                site.element().symbol(),
                                String.valueOf(site.wyckoff()),
                                site.x(),
                                site.y(),
                                site.z()))
                        .toList())
                .build();
    }

    /** @throws IllegalArgumentException if the record describes no crystal, with the reason */
    public static Crystal read(CrystalRecord crystal) {
        double[] lattice =
                crystal.getLattice().stream().mapToDouble(Double::doubleValue).toArray();
        return new Crystal(
                SpaceGroup.of(crystal.getSpaceGroup()),
                Lattice.of(lattice),
                crystal.getSites().stream().map(CrystalRecords::read).toList());
    }

    /**
     * Returns the crystal that a score's energies belong to: the relaxed one if it was relaxed,
     * else the candidate.
     */
    public static CrystalRecord evaluated(Scored scored) {
        return scored.getRelaxation() == null
                ? scored.getCandidate().getCrystal()
                : scored.getRelaxation().getCrystal();
    }

    /**
     * Returns the protostructure, by which crystals count as the same kind.
     *
     * @throws IllegalArgumentException if the record describes no crystal, with the reason
     */
    public static Protostructure protostructure(CrystalRecord crystal) {
        return Protostructure.of(read(crystal));
    }

    private static Site read(SiteRecord site) {
        if (site.getWyckoff().length() != 1) {
            throw new IllegalArgumentException(
                    "'" + site.getWyckoff() + "' is not a Wyckoff letter");
        }
        return new Site(
                Element.of(site.getElement()),
                site.getWyckoff().charAt(0),
                site.getX(),
                site.getY(),
                site.getZ());
    }
}

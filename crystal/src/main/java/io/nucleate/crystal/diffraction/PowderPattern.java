package io.nucleate.crystal.diffraction;

import io.nucleate.crystal.Crystal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The peaks that a powder of a crystal shows when it diffracts X-rays: the intensity of a peak is
 * the sum over its lattice planes of {@code |F|²} times the Lorentz-polarisation factor {@code (1 +
 * cos² 2θ)/(sin² θ cos θ)} of an unpolarised beam without monochromator (International Tables for
 * Crystallography C, sections 6.1 and 6.2; V. K. Pecharsky and P. Y. Zavalij, Fundamentals of
 * Powder Diffraction, chapter 8). Atoms are neutral and at rest: there is no thermal motion,
 * absorption, anomalous scattering or preferred orientation.
 *
 * @param radiation the X-rays
 * @param peaks in the order of their angles
 */
public record PowderPattern(Radiation radiation, List<Peak> peaks) {
    /** Peaks closer than this are one. */
    private static final double MERGED_DEGREES = 1e-5;

    /** Weaker peaks are left out, in percent of the strongest; rounding makes some of nothing. */
    private static final double INTENSITY_MIN_PERCENT = 1e-3;

    /**
     * A peak.
     *
     * @param twoThetaDegrees angle between the beams
     * @param dAngstrom distance of the lattice planes
     * @param intensityPercent area under the peak, in percent of the strongest
     * @param hkl of each family of planes that symmetry makes equivalent, the highest indices
     * @param multiplicity number of planes of all its families, both sides of each counted
     */
    public record Peak(
            double twoThetaDegrees,
            double dAngstrom,
            double intensityPercent,
            List<MillerIndices> hkl,
            int multiplicity) {
        public Peak {
            hkl = List.copyOf(hkl);
        }
    }

    public PowderPattern {
        peaks = List.copyOf(peaks);
    }

    /**
     * Computes the pattern of a crystal.
     *
     * @param twoThetaMaxDegrees largest angle between the beams, below 180
     * @throws IllegalArgumentException for an angle outside (0, 180), or an element whose
     *     scattering factor is not tabulated
     */
    public static PowderPattern of(
            Crystal crystal, Radiation radiation, double twoThetaMaxDegrees) {
        if (!(twoThetaMaxDegrees > 0 && twoThetaMaxDegrees < 180)) {
            throw new IllegalArgumentException(
                    "an angle of " + twoThetaMaxDegrees + " degrees is not between 0 and 180");
        }
        double halfAngle = Math.toRadians(twoThetaMaxDegrees / 2);
        double reachPerAngstrom = 2 * Math.sin(halfAngle) / radiation.wavelengthAngstrom();
        List<Peak> single = new ArrayList<>();
        StructureFactor factor = new StructureFactor(crystal.structure());
        for (PlaneFamily family : PlaneFamily.within(crystal, reachPerAngstrom)) {
            single.add(peak(family, factor, radiation.wavelengthAngstrom()));
        }
        single.sort(Comparator.comparingDouble(Peak::twoThetaDegrees));
        return new PowderPattern(radiation, scaled(merged(single)));
    }

    private static Peak peak(
            PlaneFamily family, StructureFactor factor, double wavelengthAngstrom) {
        double perAngstrom = family.reciprocalLengthPerAngstrom();
        double theta = Math.asin(wavelengthAngstrom * perAngstrom / 2);
        double cos2Theta = Math.cos(2 * theta);
        double lorentzPolarisation =
                (1 + cos2Theta * cos2Theta) / (Math.sin(theta) * Math.sin(theta) * Math.cos(theta));
        double intensity = family.multiplicity()
                * factor.squared(family.hkl(), perAngstrom)
                * lorentzPolarisation;
        return new Peak(
                Math.toDegrees(2 * theta),
                1 / perAngstrom,
                intensity,
                List.of(family.hkl()),
                family.multiplicity());
    }

    /** Joins neighbours; the strongest family of a peak comes first. */
    private static List<Peak> merged(List<Peak> sorted) {
        List<Peak> merged = new ArrayList<>();
        for (int start = 0; start < sorted.size(); ) {
            double last = sorted.get(start).twoThetaDegrees() + MERGED_DEGREES;
            int end = start + 1;
            while (end < sorted.size() && sorted.get(end).twoThetaDegrees() <= last) {
                end++;
            }
            List<Peak> group = sorted.subList(start, end).stream()
                    .sorted(Comparator.comparingDouble(Peak::intensityPercent).reversed())
                    .toList();
            merged.add(new Peak(
                    group.get(0).twoThetaDegrees(),
                    group.get(0).dAngstrom(),
                    group.stream().mapToDouble(Peak::intensityPercent).sum(),
                    group.stream().flatMap(peak -> peak.hkl().stream()).toList(),
                    group.stream().mapToInt(Peak::multiplicity).sum()));
            start = end;
        }
        return merged;
    }

    private static List<Peak> scaled(List<Peak> peaks) {
        double strongest =
                peaks.stream().mapToDouble(Peak::intensityPercent).max().orElse(1);
        return peaks.stream()
                .map(peak -> new Peak(
                        peak.twoThetaDegrees(),
                        peak.dAngstrom(),
                        100 * peak.intensityPercent() / strongest,
                        peak.hkl(),
                        peak.multiplicity()))
                .filter(peak -> peak.intensityPercent() >= INTENSITY_MIN_PERCENT)
                .toList();
    }
}

package io.nucleate.dashboard;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.RelaxationSummary;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SiteRecord;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Records as a learning run would write them: random rock salts, perovskites, wurtzites and their
 * like whose energies above hull fall with the policy's version as a first reinforcement's did.
 * Numbers are made up; the seed decides them.
 */
public final class SimulatedRun {
    /** Space group, cell shape and letters of a few common structure types. */
    private record Prototype(int spaceGroup, double[] angles, double[] axes, String letters) {}

    private static final List<Prototype> PROTOTYPES = List.of(
            new Prototype(225, new double[] {90, 90, 90}, new double[] {5.4, 5.4, 5.4}, "ab"),
            new Prototype(221, new double[] {90, 90, 90}, new double[] {4.0, 4.0, 4.0}, "abc"),
            new Prototype(221, new double[] {90, 90, 90}, new double[] {3.8, 3.8, 3.8}, "ac"),
            new Prototype(216, new double[] {90, 90, 90}, new double[] {6.1, 6.1, 6.1}, "abc"),
            new Prototype(186, new double[] {90, 90, 120}, new double[] {4.1, 4.1, 6.6}, "bb"),
            new Prototype(191, new double[] {90, 90, 120}, new double[] {4.9, 4.9, 3.9}, "acg"),
            new Prototype(139, new double[] {90, 90, 90}, new double[] {4.1, 4.1, 10.8}, "ade"),
            new Prototype(62, new double[] {90, 90, 90}, new double[] {7.2, 4.4, 5.6}, "ccc"));
    private static final String[] CATIONS = {
        "Li", "Na", "K", "Mg", "Ca", "Sr", "Ba", "Ti", "Zr", "Y", "La", "Ce", "Zn", "Al"
    };
    private static final String[] ANIONS = {
        "O", "S", "Se", "F", "Cl", "Br", "N", "P", "As", "Te", "Pd", "Si", "Ge"
    };

    private final String run;
    private final Random random;
    private long sequence;

    public SimulatedRun(String run, long seed) {
        this.run = run;
        this.random = new Random(seed);
    }

    public Candidate candidate(int version, Instant at) {
        return Candidate.newBuilder()
                .setId(new CandidateId(run, "generator-1", sequence++))
                .setPolicyVersion(version)
                .setBehaviourLogProb(new LogProbRecord(-2.6, -12.3, -5.8, 0.3))
                .setCrystal(crystal())
                .setSampledAt(at)
                .build();
    }

    private CrystalRecord crystal() {
        Prototype prototype = PROTOTYPES.get(random.nextInt(PROTOTYPES.size()));
        double scale = 0.9 + 0.25 * random.nextDouble();
        List<Double> lattice = new ArrayList<>();
        for (double axis : prototype.axes) {
            lattice.add(axis * scale);
        }
        for (double angle : prototype.angles) {
            lattice.add(angle);
        }
        List<SiteRecord> sites = new ArrayList<>();
        for (char letter : prototype.letters.toCharArray()) {
            String[] pool = sites.isEmpty() ? CATIONS : ANIONS;
            double[] xyz = SpaceGroup.of(prototype.spaceGroup)
                    .position(letter)
                    .project(random.nextDouble(), random.nextDouble(), random.nextDouble());
            sites.add(new SiteRecord(
                    pool[random.nextInt(pool.length)],
                    Character.toString(letter),
                    xyz[0],
                    xyz[1],
                    xyz[2]));
        }
        return new CrystalRecord(prototype.spaceGroup, lattice, sites);
    }

    /**
     * Scores a candidate as a policy of its version deserves: energies are lognormal above the
     * hull, one in ten is stopped, one in fifty abstains.
     */
    public Scored score(Candidate candidate, Instant at) {
        double progress = 1 - Math.exp(-candidate.getPolicyVersion() / 60.0);
        double medianEv = 1.3 * Math.pow(0.17, progress);
        double energy = medianEv * Math.exp((1.9 - 0.6 * progress) * random.nextGaussian()) - 0.015;
        double dice = random.nextDouble();
        double stopped = 0.1 - 0.08 * progress;
        Scored.Builder scored = scored(candidate, at);
        if (dice < stopped) {
            String gate = dice < stopped / 2
                    ? "atoms-too-close"
                    : dice < stopped * 0.8 ? "absurd-volume" : "single-element";
            return scored.setGates(List.of(gate)).setReward(-2.0).build();
        }
        scored.setEnergyEvPerAtom(-4 + energy)
                .setFormationEnergyEvPerAtom(-1.2 + energy)
                .setEnergyAboveHullEvPerAtom(energy)
                .setReferencePhases(3 + random.nextInt(20))
                .setRelaxation(
                        new RelaxationSummary(true, 4, 0.02, 0.1, relaxed(candidate.getCrystal())))
                .setJudgement(new JudgementRecord("SevenNet", -4.1 + energy, energy + 0.01));
        return dice > 0.98
                ? scored.setGates(List.of("sparse-reference")).build()
                : scored.setReward(-Math.min(2, Math.max(0, energy))).build();
    }

    /** Its lengths are whole numbers of angstrom, by which it is known. */
    private static CrystalRecord relaxed(CrystalRecord crystal) {
        List<Double> lattice = new ArrayList<>(crystal.getLattice());
        for (int axis = 0; axis < 3; axis++) {
            lattice.set(axis, Math.ceil(lattice.get(axis)));
        }
        return new CrystalRecord(crystal.getSpaceGroup(), lattice, crystal.getSites());
    }

    /** A score without energy, reward or guard. */
    public static Scored.Builder scored(Candidate candidate, Instant at) {
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula(formula(candidate.getCrystal()))
                .setDecomposition(Map.of())
                .setRewardName("ehull")
                .setPotential("CHGNet 0.3.0")
                .setHullReference("mp-vertices 5f1c09ab")
                .setScorer("scorer-1")
                .setScoredAt(at);
    }

    private static String formula(CrystalRecord crystal) {
        Composition.Builder composition = new Composition.Builder();
        for (SiteRecord site : crystal.getSites()) {
            WyckoffPosition position = SpaceGroup.of(crystal.getSpaceGroup())
                    .position(site.getWyckoff().charAt(0));
            composition.add(Element.of(site.getElement()), position.multiplicity());
        }
        return composition.build().reducedFormula();
    }

    public static Rejected reject(Candidate candidate, Instant at) {
        return Rejected.newBuilder()
                .setCandidate(candidate)
                .setSource("candidates-0@" + candidate.getId().getSequence())
                .setReason("potential-failed")
                .setDetail("energy is not a number")
                .setDeliveries(1)
                .setScorer("scorer-1")
                .setRejectedAt(at)
                .build();
    }

    public PolicyUpdate update(int version, long accounted, Instant at) {
        return PolicyUpdate.newBuilder()
                .setRun(run)
                .setVersion(version)
                .setCrystals(120)
                .setAbstained(3)
                .setRejected(0)
                .setStaleDropped(version % 9 == 0 ? 4 : 0)
                .setDuplicatesDropped(0)
                .setStaleDroppedTotal(version / 9 * 4L)
                .setCandidatesAccounted(accounted)
                .setMeanReward(-1)
                .setMeanStaleness(1.1 + 0.3 * random.nextDouble())
                .setKlToPretrained(
                        7 * (1 - Math.exp(-version / 70.0)) + 0.3 * random.nextGaussian())
                .setClipFraction(0.1 + 0.05 * random.nextDouble())
                .setMeanImportanceWeight(1)
                .setGradientNorm(0.7)
                .setLearnSeconds(1.4 + 0.2 * random.nextDouble())
                .setUpdatedAt(at)
                .build();
    }
}

package io.nucleate.policy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.CrystalSystem;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.policy.constraints.Walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One crystal while it is drawn, token by token. It turns the network's outputs into choices under
 * the masks and the constraints, and adds up their log-density at temperature 1.
 */
final class PartialCrystal {
    /**
     * Largest number of draws of a lattice. Gaussians have tails, so that drawn lengths or angles
     * may be impossible.
     */
    private static final int LATTICE_DRAWS = 100;

    private final int index;
    private final PolicyConfig config;
    private final SamplingSettings settings;
    private final SpaceGroup group;
    private final RandomGenerator random;
    private final Walk walk;
    private final boolean constrained;
    private final List<Site> sites = new ArrayList<>();
    private final double[] xyz = new double[3];
    private WyckoffPosition position;
    private Element element;
    private int atoms;
    private boolean closed;
    private double wyckoffLogProb;
    private double elementLogProb;
    /**
     * Sum over the letters drawn: the logarithm of the probability of all letters that the
     * constraints allowed. It is 0 without constraints.
     */
    private double wyckoffLogAllowed;

    /** The same sum over the elements drawn. */
    private double elementLogAllowed;

    private double coordinateLogProb;

    PartialCrystal(
            int index,
            PolicyConfig config,
            SamplingSettings settings,
            Constraints constraints,
            SpaceGroup group,
            RandomGenerator random) {
        this.index = index;
        this.config = config;
        this.settings = settings;
        this.group = group;
        this.random = random;
        this.walk = constraints.walk(group, config.sitesMax());
        this.constrained = !constraints.isNone();
    }

    /** Returns the place of the crystal in the batch that was asked for. */
    int index() {
        return index;
    }

    SpaceGroup group() {
        return group;
    }

    /** Tells whether the last letter was the pad, so that only the lattice is missing. */
    boolean closed() {
        return closed;
    }

    /** Returns the number of the letter drawn last; 0 for the pad. */
    int letter() {
        return closed ? 0 : position.number();
    }

    /** Returns the multiplicity of the letter drawn last; 0 for the pad. */
    int multiplicity() {
        return closed ? 0 : position.multiplicity();
    }

    int atomicNumber() {
        return element.atomicNumber();
    }

    double coordinate(int axis) {
        return xyz[axis];
    }

    /** Draws a letter from 28 logits. */
    void drawLetter(float[] raw, int offset) {
        float[] mask = new float[PolicyConfig.LETTER_TYPES];
        CrystalBatch.maskLetters(mask, 0, group, position, sites.size(), config);
        double[] logits = new double[PolicyConfig.LETTER_TYPES];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = raw[offset + i] + (double) mask[i];
        }
        double logNormalizer = Mixtures.logSumExp(logits);
        for (int i = 0; i < logits.length; i++) {
            boolean allowed = mask[i] == 0 && (i == 0 ? walk.mayEnd() : walk.mayTakeLetter(i));
            logits[i] = allowed ? logits[i] : Double.NEGATIVE_INFINITY;
        }
        int letter =
                Categorical.draw(logits, settings.letterTemperature(), settings.topP(), random);
        wyckoffLogProb += logits[letter] - logNormalizer;
        wyckoffLogAllowed += constrained ? Mixtures.logSumExp(logits) - logNormalizer : 0;
        if (letter == 0) {
            closed = true;
        } else {
            walk.takeLetter(letter);
            position = group.positions().get(letter - 1);
            atoms += position.multiplicity();
        }
    }

    /** Draws an element from 119 logits, the pad excluded. */
    void drawElement(float[] raw, int offset) {
        double[] logits = new double[PolicyConfig.ELEMENT_TYPES - 1];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = raw[offset + i + 1];
        }
        double logNormalizer = Mixtures.logSumExp(logits);
        for (int i = 0; i < logits.length; i++) {
            if (!walk.mayTakeElement(Element.ofAtomicNumber(i + 1))) {
                logits[i] = Double.NEGATIVE_INFINITY;
            }
        }
        double temperature = sites.isEmpty()
                ? settings.firstElementTemperature()
                : settings.elementTemperature();
        int choice = Categorical.draw(logits, temperature, settings.topP(), random);
        elementLogProb += logits[choice] - logNormalizer;
        elementLogAllowed += constrained ? Mixtures.logSumExp(logits) - logNormalizer : 0;
        element = Element.ofAtomicNumber(choice + 1);
        walk.takeElement(element);
    }

    /**
     * Draws a coordinate from a von Mises mixture and projects it onto the Wyckoff position. The
     * last coordinate completes the site.
     */
    void drawCoordinate(int axis, float[] raw, int offset) {
        int components = config.coordinateComponents();
        double[] logits = new double[components];
        for (int i = 0; i < components; i++) {
            logits[i] = raw[offset + i];
        }
        int component =
                Categorical.draw(logits, settings.coordinateTemperature(), settings.topP(), random);
        double concentration = Mixtures.softplus(raw[offset + 2 * components + component])
                / settings.coordinateTemperature();
        double angle =
                Mixtures.drawVonMises(raw[offset + components + component], concentration, random);
        if (axis == 0) {
            xyz[1] = 0;
            xyz[2] = 0;
        }
        xyz[axis] = angle / (2 * Math.PI) + 0.5;
        xyz[axis] = position.project(xyz[0], xyz[1], xyz[2])[axis];
        boolean counts = config.convention() == PolicyConfig.Convention.REFERENCE
                ? position.isVariable(axis)
                : position.isFree(axis);
        if (counts) {
            coordinateLogProb += Mixtures.logVonMisesMixture(
                    raw, offset, components, (xyz[axis] - 0.5) * 2 * Math.PI);
        }
        if (axis == 2) {
            sites.add(new Site(element, position.letter(), xyz[0], xyz[1], xyz[2]));
        }
    }

    /** Draws the lattice and closes the crystal; empty where no possible cell was drawn. */
    Optional<SampledCrystal> drawLattice(float[] raw, int offset) {
        int components = config.latticeComponents();
        double[] logits = new double[components];
        for (int i = 0; i < components; i++) {
            logits[i] = raw[offset + i];
        }
        CrystalSystem system = group.crystalSystem();
        for (int attempt = 0; attempt < LATTICE_DRAWS; attempt++) {
            int component = Categorical.draw(
                    logits, settings.latticeTemperature(), settings.topP(), random);
            double[] drawn = new double[6];
            for (int i = 0; i < 6; i++) {
                if (system.isFree(i)) {
                    int at = offset + components + 6 * component + i;
                    double sigma = sigma(raw[at + 6 * components])
                            * Math.sqrt(settings.latticeTemperature());
                    drawn[i] = raw[at] + sigma * Mixtures.standardNormal(random);
                }
            }
            Optional<Lattice> lattice = LatticeEncoding.decode(drawn, system, atoms);
            if (lattice.isPresent()) {
                return Optional.of(sampled(
                        new Crystal(group, lattice.get(), sites),
                        latticeLogProb(raw, offset, lattice.get())));
            }
        }
        return Optional.empty();
    }

    private SampledCrystal sampled(Crystal crystal, double latticeLogProb) {
        LogProb unconstrained =
                new LogProb(wyckoffLogProb, elementLogProb, coordinateLogProb, latticeLogProb);
        LogProb logProb = new LogProb(
                wyckoffLogProb - wyckoffLogAllowed,
                elementLogProb - elementLogAllowed,
                coordinateLogProb,
                latticeLogProb);
        return new SampledCrystal(crystal, logProb, unconstrained);
    }

    private static double sigma(float raw) {
        return Mixtures.softplus(raw) + Mixtures.SIGMA_MIN;
    }

    private double latticeLogProb(float[] raw, int offset, Lattice lattice) {
        int components = config.latticeComponents();
        double logNormalizer = Mixtures.logSumExp(raw, offset, components);
        double[] joint = new double[components];
        double[][] each = new double[6][components];
        double[] values = LatticeEncoding.encode(lattice, atoms);
        for (int k = 0; k < components; k++) {
            double logWeight = raw[offset + k] - logNormalizer;
            joint[k] = logWeight;
            for (int i = 0; i < 6; i++) {
                int at = offset + components + 6 * k + i;
                double density =
                        Mixtures.logGaussian(values[i], raw[at], sigma(raw[at + 6 * components]));
                joint[k] += group.crystalSystem().isFree(i) ? density : 0;
                each[i][k] = logWeight + density;
            }
        }
        if (config.convention() == PolicyConfig.Convention.SAMPLED) {
            return Mixtures.logSumExp(joint);
        }
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            sum += group.crystalSystem().isFree(i) ? Mixtures.logSumExp(each[i]) : 0;
        }
        return sum;
    }
}

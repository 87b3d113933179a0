package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.constraints.Constraints;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Draws from outputs of the network that are written down here, counted and compared with densities
 * that are integrated by brute force. Each part follows its own temperature, and no other.
 */
class PartialCrystalTest {
    private static final int DRAWS = 20_000;
    private static final int BINS = 20;
    private static final double LENGTH_MAX = 16;

    /** One site on P23 e at (x, x, x), so that a coordinate and a length are free. */
    private static final SpaceGroup GROUP = SpaceGroup.of(195);

    private static final int LETTER = GROUP.position('e').number();
    private static final int ATOMS = 4;

    private static final PolicyConfig CONFIG =
            TestPolicies.TINY.toBuilder().coordinateComponents(2).sitesMax(20).build();

    /** Logits, locations in radians and raw concentrations of two components. */
    private static final float[] COORDINATE = {0.7f, -0.2f, -1.5f, 1.2f, 3, 9};

    /** Logits of two components, their means and their raw deviations, of which a is free. */
    private static final float[] LATTICE = new float[2 + 12 + 12];

    static {
        LATTICE[0] = -0.3f;
        LATTICE[1] = 0.5f;
        LATTICE[2] = 4;
        LATTICE[2 + 6] = 5.5f;
        LATTICE[2 + 12] = -1;
        LATTICE[2 + 12 + 6] = 0.2f;
    }

    private final Random random = new Random(1);

    @ParameterizedTest
    @CsvSource({"1, 1", "0.3, 1", "1, 0.3", "0.5, 2"})
    void coordinatesAndLatticeAreDrawnAtTheirOwnTemperature(double coordinates, double lattice) {
        SamplingSettings settings =
                SamplingSettings.at(3).withCoordinates(coordinates).withLattice(lattice);
        int[] places = new int[BINS];
        int[] lengths = new int[BINS];
        for (int i = 0; i < DRAWS; i++) {
            Crystal drawn = draw(settings).crystal();
            places[(int) (drawn.sites().get(0).x() * BINS)]++;
            lengths[(int) (length(drawn) / LENGTH_MAX * BINS)]++;
        }
        assertFollows(places, x -> placeDensity(x, coordinates));
        assertFollows(lengths, x -> lengthDensity(LENGTH_MAX * x, lattice));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "0.3, 0.3", "2, 0.5"})
    void logProbIsThatAtTemperatureOne(double coordinates, double lattice) {
        SamplingSettings settings = new SamplingSettings(1.5, 0.5, 0.7, coordinates, lattice, 1);
        double norm = integral(0, 1, x -> placeDensity(x, 1)) * 2 * Math.PI;
        double lengthNorm = integral(0, 1, x -> lengthDensity(LENGTH_MAX * x, 1)) * LENGTH_MAX;
        for (int i = 0; i < 50; i++) {
            SampledCrystal drawn = draw(settings);
            double place = placeDensity(drawn.crystal().sites().get(0).x(), 1);
            assertThat(drawn.logProb().coordinate())
                    .isCloseTo(Math.log(place / norm), within(1e-5));
            double length = lengthDensity(length(drawn.crystal()), 1);
            assertThat(drawn.logProb().lattice())
                    .isCloseTo(Math.log(length / lengthNorm), within(1e-5));
        }
    }

    @Test
    void lettersAndElementsAreDrawnAtTheirOwnTemperature() {
        SamplingSettings settings = new SamplingSettings(2, 0.5, 1.5, 0.01, 0.01, 1);
        float[] letters = new float[PolicyConfig.LETTER_TYPES];
        Arrays.fill(letters, -1000);
        letters[LETTER] = 1;
        letters[GROUP.position('j').number()] = 0;
        float[] elements = new float[PolicyConfig.ELEMENT_TYPES];
        Arrays.fill(elements, -1000);
        elements[11] = 1;
        elements[17] = 0;
        int firstLetters = 0;
        int firstElements = 0;
        int secondElements = 0;
        for (int i = 0; i < DRAWS; i++) {
            PartialCrystal crystal = partial(settings);
            crystal.drawLetter(letters, 0);
            firstLetters += crystal.letter() == LETTER ? 1 : 0;
            crystal.drawElement(elements, 0);
            firstElements += crystal.atomicNumber() == 11 ? 1 : 0;
            drawPlace(crystal);
            crystal.drawLetter(only(PolicyConfig.LETTER_TYPES, LETTER + 5), 0);
            crystal.drawElement(elements, 0);
            secondElements += crystal.atomicNumber() == 11 ? 1 : 0;
        }
        assertThat(firstLetters / (double) DRAWS)
                .isCloseTo(1 / (1 + Math.exp(-0.5)), within(0.015));
        assertThat(firstElements / (double) DRAWS).isCloseTo(1 / (1 + Math.exp(-2)), within(0.015));
        assertThat(secondElements / (double) DRAWS)
                .isCloseTo(1 / (1 + Math.exp(-1 / 1.5)), within(0.015));
    }

    private SampledCrystal draw(SamplingSettings settings) {
        PartialCrystal crystal = partial(settings);
        crystal.drawLetter(only(PolicyConfig.LETTER_TYPES, LETTER), 0);
        crystal.drawElement(only(PolicyConfig.ELEMENT_TYPES, 11), 0);
        drawPlace(crystal);
        crystal.drawLetter(only(PolicyConfig.LETTER_TYPES, 0), 0);
        return crystal.drawLattice(LATTICE, 0).orElseThrow();
    }

    private PartialCrystal partial(SamplingSettings settings) {
        return new PartialCrystal(0, CONFIG, settings, Constraints.NONE, GROUP, random);
    }

    private static void drawPlace(PartialCrystal crystal) {
        for (int axis = 0; axis < 3; axis++) {
            crystal.drawCoordinate(axis, COORDINATE, 0);
        }
    }

    /** Returns logits that leave one choice. */
    private static float[] only(int count, int choice) {
        float[] logits = new float[count];
        logits[choice] = 1000;
        return logits;
    }

    /** The length as the network counts it. */
    private static double length(Crystal crystal) {
        return crystal.lattice().a() / Math.cbrt(ATOMS);
    }

    /** Density of the fraction x at a temperature, but for a factor. */
    private static double placeDensity(double x, double temperature) {
        double density = 0;
        for (int k = 0; k < 2; k++) {
            double concentration = softplus(COORDINATE[4 + k]) / temperature;
            double angle = 2 * Math.PI * (x - 0.5) - COORDINATE[2 + k];
            double shape = Math.exp(concentration * (Math.cos(angle) - 1));
            double norm =
                    integral(0, 1, y -> Math.exp(concentration * (Math.cos(2 * Math.PI * y) - 1)));
            density += Math.exp(COORDINATE[k] / temperature) * shape / norm;
        }
        return density;
    }

    /** Density of a length at a temperature, but for a factor. */
    private static double lengthDensity(double length, double temperature) {
        double density = 0;
        for (int k = 0; k < 2; k++) {
            double sigma = (softplus(LATTICE[14 + 6 * k]) + 0.001) * Math.sqrt(temperature);
            double z = (length - LATTICE[2 + 6 * k]) / sigma;
            density += Math.exp(LATTICE[k] / temperature) * Math.exp(-z * z / 2) / sigma;
        }
        return density;
    }

    private static double softplus(double x) {
        return Math.log(1 + Math.exp(x));
    }

    private static double integral(double from, double to, DoubleUnaryOperator density) {
        int points = 400;
        double sum = 0;
        for (int i = 0; i < points; i++) {
            sum += density.applyAsDouble(from + (i + 0.5) / points * (to - from));
        }
        return sum * (to - from) / points;
    }

    /** Pearson's test of counts in equal bins of [0, 1), at five standard deviations. */
    private static void assertFollows(int[] counts, DoubleUnaryOperator density) {
        double[] expected = new double[BINS];
        for (int bin = 0; bin < BINS; bin++) {
            expected[bin] = integral(bin / (double) BINS, (bin + 1.0) / BINS, density);
        }
        double total = Arrays.stream(expected).sum();
        double chiSquared = 0;
        for (int bin = 0; bin < BINS; bin++) {
            // Bins that are all but empty count as one draw, so that one draw there does not weigh.
            double wanted = expected[bin] / total * DRAWS;
            chiSquared += Math.pow(counts[bin] - wanted, 2) / Math.max(wanted, 1);
        }
        assertThat(chiSquared).isLessThan(BINS - 1 + 5 * Math.sqrt(2.0 * (BINS - 1)));
    }
}

package io.nucleate.energy.property;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What readouts say of examples that they were not taught.
 *
 * @param split what was held out together
 * @param folds the examples of each fold, with what the readout taught the other folds says of them
 */
public record CrossValidation(TrainingSet.Split split, List<List<HeldOut>> folds) {

    /**
     * @param name of the structure
     * @param value that is known
     * @param estimate of a readout that was not taught it
     */
    public record HeldOut(String name, double value, Estimate estimate) {
        double error() {
            return Math.abs(estimate.value() - value);
        }
    }

    public CrossValidation {
        folds = folds.stream().map(List::copyOf).toList();
    }

    /** Mean absolute error of each fold, in the property's unit. */
    public List<Double> foldErrors() {
        return folds.stream().map(CrossValidation::meanError).toList();
    }

    /** Mean absolute error over all examples, in the property's unit. */
    public double meanAbsoluteError() {
        return meanError(all());
    }

    /** Standard deviation of the folds' mean absolute errors. */
    public double spread() {
        List<Double> errors = foldErrors();
        double mean = errors.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = errors.stream()
                .mapToDouble(error -> (error - mean) * (error - mean))
                .sum();
        return Math.sqrt(squares / (errors.size() - 1));
    }

    public double rootMeanSquareError() {
        return Math.sqrt(all().stream()
                .mapToDouble(heldOut -> heldOut.error() * heldOut.error())
                .average()
                .orElseThrow());
    }

    /** Half of the examples are closer than this. */
    public double medianAbsoluteError() {
        return quantile(0.5, all().stream().map(HeldOut::error).toList());
    }

    /**
     * Mean absolute error of saying of all examples their median: what knowing nothing is worth.
     */
    public double errorOfTheMedian() {
        List<HeldOut> all = all();
        double median = quantile(0.5, all.stream().map(HeldOut::value).toList());
        return all.stream()
                .mapToDouble(heldOut -> Math.abs(heldOut.value() - median))
                .average()
                .orElseThrow();
    }

    /**
     * Mean absolute errors of the quarter of the examples with the least uncertainty, of the next
     * quarter, and so on.
     */
    public List<Double> errorsByUncertainty() {
        List<HeldOut> ordered = all().stream()
                .sorted(Comparator.comparingDouble(heldOut -> heldOut.estimate().uncertainty()))
                .toList();
        List<Double> errors = new ArrayList<>();
        for (int quarter = 0; quarter < 4; quarter++) {
            errors.add(meanError(ordered.subList(
                    quarter * ordered.size() / 4, (quarter + 1) * ordered.size() / 4)));
        }
        return errors;
    }

    /** Fraction of the examples whose error is no larger than so many times the uncertainty. */
    public double within(double uncertainties) {
        List<HeldOut> all = all();
        return (double) all.stream()
                        .filter(heldOut -> heldOut.error()
                                <= uncertainties * heldOut.estimate().uncertainty())
                        .count()
                / all.size();
    }

    private List<HeldOut> all() {
        return folds.stream().flatMap(List::stream).toList();
    }

    private static double meanError(List<HeldOut> some) {
        return some.stream().mapToDouble(HeldOut::error).average().orElseThrow();
    }

    private static double quantile(double fraction, List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) (fraction * (sorted.size() - 1)));
    }
}

package io.nucleate.energy.property;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The errors of readouts on examples that they were not trained on.
 *
 * @param split which examples were held out together
 * @param folds examples of each fold, with the estimates of a readout that was trained on the other
 *     folds
 */
public record CrossValidation(TrainingSet.Split split, List<List<HeldOut>> folds) {

    /**
     * An example that was held out.
     *
     * @param name name of the structure
     * @param value known value of the property, in its unit
     * @param estimate estimate of a readout that was not trained on this example
     */
    public record HeldOut(String name, double value, Estimate estimate) {
        /** Returns the absolute error of the estimate, in the property's unit. */
        double error() {
            return Math.abs(estimate.value() - value);
        }
    }

    public CrossValidation {
        folds = folds.stream().map(List::copyOf).toList();
    }

    /** Returns the mean absolute error of each fold, in the property's unit. */
    public List<Double> foldErrors() {
        return folds.stream().map(CrossValidation::meanError).toList();
    }

    /** Returns the mean absolute error over all examples, in the property's unit. */
    public double meanAbsoluteError() {
        return meanError(all());
    }

    /**
     * Returns the standard deviation of the mean absolute errors of the folds, in the property's
     * unit.
     */
    public double spread() {
        List<Double> errors = foldErrors();
        double mean = errors.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = errors.stream()
                .mapToDouble(error -> (error - mean) * (error - mean))
                .sum();
        return Math.sqrt(squares / (errors.size() - 1));
    }

    /** Returns the root mean square error over all examples, in the property's unit. */
    public double rootMeanSquareError() {
        return Math.sqrt(all().stream()
                .mapToDouble(heldOut -> heldOut.error() * heldOut.error())
                .average()
                .orElseThrow());
    }

    /** Returns the median of the absolute errors, in the property's unit. */
    public double medianAbsoluteError() {
        return quantile(0.5, all().stream().map(HeldOut::error).toList());
    }

    /**
     * Returns the mean absolute error of the simplest estimate: the median of all examples for
     * every structure. A readout must have a smaller error to be of use.
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
     * Returns the mean absolute errors of four quarters of the examples, in the order of their
     * uncertainty: first of the quarter with the smallest uncertainties.
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

    /**
     * Returns the fraction of the examples whose error is at most a multiple of their uncertainty.
     *
     * @param uncertainties the factor
     */
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

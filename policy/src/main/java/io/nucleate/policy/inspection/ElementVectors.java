package io.nucleate.policy.inspection;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.policy.FirstSite;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SpaceGroupDistribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A vector for each element. Elements are as alike as their vectors have the same direction. */
final class ElementVectors {
    /** Row of the atomic number; row 0 is the pad's. */
    private final double[][] unit;

    /** @param vectors one for each atomic number, the first one of no element */
    ElementVectors(double[][] vectors) {
        unit = Arrays.stream(vectors).map(ElementVectors::normalized).toArray(double[][]::new);
    }

    /** Returns the vectors by which the network reads elements. */
    static ElementVectors ofEmbeddings(Policy policy) {
        var array = policy.parameters().get("embedding.element");
        float[] flat = array.toFloatArray();
        int rows = Math.toIntExact(array.getShape().get(0));
        int width = flat.length / rows;
        return new ElementVectors(IntStream.range(0, rows)
                .mapToObj(row -> IntStream.range(0, width)
                        .mapToDouble(i -> flat[row * width + i])
                        .toArray())
                .toArray(double[][]::new));
    }

    /**
     * Returns vectors of the places that the policy likes elements in. There is a component for
     * each Wyckoff position of each space group: how much more probable the element is there, on
     * the first site, than on first sites in general, as a factor minus 1. A component weighs as
     * often as its place is the first one, so that the cosine of two vectors is the correlation of
     * these numbers.
     *
     * @param spaceGroups the share of each group in the training data
     */
    static ElementVectors ofPlaces(
            Collection<FirstSite> groups, SpaceGroupDistribution spaceGroups) {
        double[] everywhere = probabilities(groups, spaceGroups);
        List<double[]> components = new ArrayList<>();
        for (FirstSite first : groups) {
            for (WyckoffPosition position : first.group().positions()) {
                double weight =
                        spaceGroups.probability(first.group()) * first.probability(position);
                double[] component = new double[everywhere.length];
                for (Element element : Element.values()) {
                    int row = element.atomicNumber();
                    component[row] = Math.sqrt(weight)
                            * (first.probability(position, element) / everywhere[row] - 1);
                }
                components.add(component);
            }
        }
        return new ElementVectors(IntStream.range(0, everywhere.length)
                .mapToObj(row -> components.stream()
                        .mapToDouble(component -> component[row])
                        .toArray())
                .toArray(double[][]::new));
    }

    /** Returns the probability of each atomic number on a crystal's first site. */
    static double[] probabilities(
            Collection<FirstSite> groups, SpaceGroupDistribution spaceGroups) {
        double[] probabilities = new double[Element.values().length + 1];
        for (FirstSite first : groups) {
            double weight = spaceGroups.probability(first.group());
            for (Element element : Element.values()) {
                probabilities[element.atomicNumber()] += weight * first.probability(element);
            }
        }
        return probabilities;
    }

    double cosine(Element a, Element b) {
        return dot(unit[a.atomicNumber()], unit[b.atomicNumber()]);
    }

    /** Returns the others in a set, the nearest first. */
    List<Inspection.Neighbour> nearest(Element element, Collection<Element> among) {
        return among.stream()
                .filter(other -> other != element)
                .map(other -> new Inspection.Neighbour(other, cosine(element, other)))
                .sorted(Comparator.comparingDouble(neighbour -> -neighbour.cosine()))
                .toList();
    }

    private static double[] normalized(double[] vector) {
        double norm = Math.sqrt(dot(vector, vector));
        return Arrays.stream(vector).map(x -> norm == 0 ? 0 : x / norm).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

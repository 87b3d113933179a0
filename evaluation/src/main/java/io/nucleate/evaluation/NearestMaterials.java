package io.nucleate.evaluation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.crystal.matching.Prototype;
import io.nucleate.crystal.substitution.ElementLikeness;
import io.nucleate.evaluation.MaterialIndex.IndexedMaterial;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the known materials that resemble a crystal most. First comes the one with the same
 * protostructure, then other structures of the same composition, the most stable first, then
 * materials with the same prototype, those whose elements are likest in their roles first (by
 * {@link ElementLikeness}). The index has no coordinates, so there are no distances.
 */
public final class NearestMaterials {
    /** Likeness of elements of which one never stands in the place of the other. */
    private static final double UNLIKE = 1e-6;

    private final ElementLikeness likeness;
    private final Map<String, List<IndexedMaterial>> byFormula = new HashMap<>();
    private final Map<Integer, List<IndexedMaterial>> bySpaceGroup = new HashMap<>();

    /** How a known material resembles a crystal. */
    public enum Resemblance {
        SAME_MATERIAL("same elements on the same Wyckoff positions"),
        SAME_COMPOSITION("same composition, other structure"),
        SAME_PROTOTYPE("same structure type, other elements");

        private final String words;

        Resemblance(String words) {
            this.words = words;
        }

        /** Returns the resemblance in words, for the reader of a result. */
        public String words() {
            return words;
        }
    }

    /** A known material near a crystal. */
    public record Neighbour(IndexedMaterial material, Resemblance resemblance) {}

    public NearestMaterials(MaterialIndex index, ElementLikeness likeness) {
        this.likeness = likeness;
        for (IndexedMaterial material : index.rows()) {
            byFormula
                    .computeIfAbsent(
                            material.protostructure().composition().reducedFormula(),
                            formula -> new ArrayList<>())
                    .add(material);
            bySpaceGroup
                    .computeIfAbsent(material.spaceGroup(), group -> new ArrayList<>())
                    .add(material);
        }
    }

    /** Returns the nearest materials, the nearest first, each once. */
    public List<Neighbour> of(Crystal crystal, int count) {
        Protostructure protostructure = Protostructure.of(crystal);
        Map<IndexedMaterial, Resemblance> found = new LinkedHashMap<>();
        List<IndexedMaterial> polymorphs =
                byFormula.getOrDefault(crystal.composition().reducedFormula(), List.of()).stream()
                        .sorted(Comparator.comparingDouble(
                                IndexedMaterial::formationEnergyEvPerAtom))
                        .toList();
        polymorphs.stream()
                .filter(material -> material.protostructure().equals(protostructure))
                .forEach(material -> found.put(material, Resemblance.SAME_MATERIAL));
        polymorphs.forEach(material -> found.putIfAbsent(material, Resemblance.SAME_COMPOSITION));
        isotypes(protostructure)
                .forEach(material -> found.putIfAbsent(material, Resemblance.SAME_PROTOTYPE));
        return found.entrySet().stream()
                .limit(count)
                .map(entry -> new Neighbour(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Returns the materials of the same prototype, those with the likest elements first. */
    private List<IndexedMaterial> isotypes(Protostructure protostructure) {
        Prototype prototype = Prototype.of(protostructure);
        int elements = protostructure.letters().size();
        Map<Element, Map<Element, Double>> likeness =
                likeness(protostructure.letters().keySet());
        Map<IndexedMaterial, Double> scores = new HashMap<>();
        int group = protostructure.spaceGroup().number();
        for (IndexedMaterial material : bySpaceGroup.getOrDefault(group, List.of())) {
            if (material.elements() == elements) {
                Prototype other = Prototype.of(material.protostructure());
                if (other.text().equals(prototype.text())) {
                    scores.put(material, score(prototype.casts(), other.casts().get(0), likeness));
                }
            }
        }
        return scores.keySet().stream()
                .sorted(Comparator.<IndexedMaterial>comparingDouble(scores::get)
                        .reversed()
                        .thenComparing(IndexedMaterial::name))
                .toList();
    }

    private Map<Element, Map<Element, Double>> likeness(Set<Element> elements) {
        Map<Element, Map<Element, Double>> all = new EnumMap<>(Element.class);
        for (Element element : elements) {
            Map<Element, Double> ofElement = new EnumMap<>(Element.class);
            if (likeness.knows(element)) {
                likeness.replacements(element)
                        .forEach(other -> ofElement.put(other.element(), other.probability()));
            }
            ofElement.put(element, 1.0);
            all.put(element, ofElement);
        }
        return all;
    }

    /** Returns the likeness of the elements, all roles multiplied, in the best of the casts. */
    private static double score(
            List<List<Element>> casts,
            List<Element> others,
            Map<Element, Map<Element, Double>> likeness) {
        double best = 0;
        for (List<Element> cast : casts) {
            double product = 1;
            for (int role = 0; role < cast.size(); role++) {
                product *= likeness.get(cast.get(role)).getOrDefault(others.get(role), UNLIKE);
            }
            best = Math.max(best, product);
        }
        return best;
    }
}

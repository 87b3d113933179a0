package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Computes the log-density of crystals from the network's outputs (arXiv 2403.15734, equations 2 to
 * 5), with gradient.
 */
final class Likelihood {
    private final PolicyConfig config;
    private final NDManager manager;

    Likelihood(PolicyConfig config, NDManager manager) {
        this.config = config;
        this.manager = manager;
    }

    /** The parts of the log-density, each {@code [B]}. */
    record Parts(NDArray wyckoff, NDArray element, NDArray coordinate, NDArray lattice) {
        NDArray total() {
            return wyckoff.add(element).add(coordinate).add(lattice);
        }
    }

    Parts of(CrystalBatch batch, CrystalFormer.Outputs outputs) {
        return new Parts(
                wyckoff(batch, outputs),
                element(batch, outputs),
                coordinate(batch, outputs),
                lattice(batch, outputs));
    }

    private NDArray wyckoff(CrystalBatch batch, CrystalFormer.Outputs outputs) {
        NDArray logits = outputs.firstLetter().expandDims(1).concat(outputs.nextLetters(), 1);
        NDArray masked = logits.add(manager.create(
                batch.letterMasks,
                new Shape(batch.size, batch.sites + 1, PolicyConfig.LETTER_TYPES)));
        return chosen(
                masked, manager.create(batch.letters, new Shape(batch.size, batch.sites + 1, 1)));
    }

    private NDArray element(CrystalBatch batch, CrystalFormer.Outputs outputs) {
        NDArray masked = outputs.elements().add(elementMask(batch));
        return chosen(
                masked, manager.create(batch.elements, new Shape(batch.size, batch.sites, 1)));
    }

    /** Returns the mask of the elements; the pad is no element of a site. */
    private NDArray elementMask(CrystalBatch batch) {
        if (batch.elementMasks.length > 0) {
            return manager.create(
                    batch.elementMasks,
                    new Shape(batch.size, batch.sites, PolicyConfig.ELEMENT_TYPES));
        }
        float[] mask = new float[PolicyConfig.ELEMENT_TYPES];
        mask[0] = CrystalBatch.FORBIDDEN;
        return manager.create(mask);
    }

    private static NDArray chosen(NDArray logits, NDArray indices) {
        return logits.logSoftmax(-1).gather(indices, 2).sum(new int[] {1, 2});
    }

    private NDArray coordinate(CrystalBatch batch, CrystalFormer.Outputs outputs) {
        Shape shape = new Shape(batch.size, batch.sites, 3);
        NDArray angle =
                manager.create(batch.coordinates, shape).sub(0.5f).mul((float) (2 * Math.PI));
        return Mixtures.logVonMisesMixture(outputs.coordinates(), angle)
                .mul(manager.create(batch.coordinateCounts, shape))
                .sum(new int[] {1, 2});
    }

    private NDArray lattice(CrystalBatch batch, CrystalFormer.Outputs outputs) {
        int k = config.latticeComponents();
        NDArray raw = outputs.lattice();
        NDArray logWeights = raw.get(new NDIndex(":, :{}", k)).logSoftmax(-1);
        Shape components = new Shape(batch.size, k, 6);
        NDArray densities = Mixtures.logGaussians(
                raw.get(new NDIndex(":, {}:{}", k, 7 * k)).reshape(components),
                raw.get(new NDIndex(":, {}:", 7 * k)).reshape(components),
                manager.create(batch.lattices, new Shape(batch.size, 6)));
        NDArray counts = manager.create(batch.latticeCounts, new Shape(batch.size, 6));
        if (config.convention() == PolicyConfig.Convention.SAMPLED) {
            return Mixtures.logSumExp(
                    logWeights.add(densities.mul(counts.expandDims(1)).sum(new int[] {2})));
        }
        NDArray eachMixed =
                Mixtures.logSumExp(logWeights.expandDims(2).add(densities).swapAxes(1, 2));
        return eachMixed.mul(counts).sum(new int[] {1});
    }
}

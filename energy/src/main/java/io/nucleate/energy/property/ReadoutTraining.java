package io.nucleate.energy.property;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;

import io.nucleate.energy.property.CrossValidation.HeldOut;
import io.nucleate.energy.property.TrainingSet.Example;
import io.nucleate.tensors.Adam;
import io.nucleate.tensors.Backward;
import io.nucleate.tensors.GradientMode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Trains readouts, and measures by cross-validation their errors on examples held out. */
public final class ReadoutTraining {
    private static final int WARMUP_STEPS_MAX = 100;
    private static final double GRADIENT_NORM_MAX = 10;

    private final ReadoutSettings settings;
    private final Device device;
    private final EpochListener listener;

    /** Receives the progress of a training. */
    public interface EpochListener {
        /**
         * Receives the end of an epoch.
         *
         * @param epoch number of the epoch, from 1
         * @param loss mean loss over the epoch
         */
        void onEpoch(int epoch, double loss);
    }

    /**
     * @param device device that the networks are trained on
     * @param listener receives the progress of every training
     */
    public ReadoutTraining(ReadoutSettings settings, Device device, EpochListener listener) {
        this.settings = settings;
        this.device = device;
        this.listener = listener;
    }

    /**
     * Trains a readout on all examples.
     *
     * @throws IllegalArgumentException if there are fewer than two examples
     */
    public Readout train(TrainingSet data) {
        if (data.examples().size() < 2) {
            throw new IllegalArgumentException("a readout of " + data.property()
                    + " needs at least two structures whose property is known, found "
                    + data.examples().size());
        }
        float[][] descriptors =
                data.examples().stream().map(Example::descriptor).toArray(float[][]::new);
        Random random = new Random(settings.seed());
        Readout readout = untrained(data, descriptors, random);
        try (Adam adam = new Adam(readout.network().parameters(), readout.manager());
                NDManager scope = readout.manager().newSubManager()) {
            NDArray inputs = readout.normalize(scope.create(descriptors));
            NDArray values = scope.create(values(data));
            for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
                listener.onEpoch(epoch, epoch(readout, adam, inputs, values, random));
            }
        }
        return readout;
    }

    /**
     * Cross-validates: for each fold, trains a readout on the other folds and compares its
     * estimates for this fold with the known values.
     */
    public CrossValidation crossValidate(TrainingSet data, TrainingSet.Split split, int folds) {
        List<List<HeldOut>> heldOut = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            int out = fold;
            TrainingSet taught = data.where(example -> fold(split, example, folds) != out);
            List<Example> asked =
                    data.where(example -> fold(split, example, folds) == out).examples();
            try (Readout readout = train(taught)) {
                List<Estimate> estimates =
                        readout.estimate(asked.stream().map(Example::descriptor).toList());
                List<HeldOut> results = new ArrayList<>();
                for (int i = 0; i < asked.size(); i++) {
                    results.add(new HeldOut(
                            asked.get(i).name(), asked.get(i).value(), estimates.get(i)));
                }
                heldOut.add(results);
            }
        }
        return new CrossValidation(split, heldOut);
    }

    private int fold(TrainingSet.Split split, Example example, int folds) {
        return TrainingSet.fold(split.group(example), folds, settings.seed());
    }

    private Readout untrained(TrainingSet data, float[][] descriptors, Random random) {
        NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        int inputs = descriptors[0].length;
        float[] mean = new float[inputs];
        float[] scale = new float[inputs];
        for (int i = 0; i < inputs; i++) {
            int input = i;
            double[] column = Arrays.stream(descriptors)
                    .mapToDouble(descriptor -> descriptor[input])
                    .toArray();
            double average = Arrays.stream(column).average().orElseThrow();
            double variance = Arrays.stream(column)
                    .map(x -> (x - average) * (x - average))
                    .average()
                    .orElseThrow();
            mean[i] = (float) average;
            scale[i] = (float) (1 / Math.max(Math.sqrt(variance), 1e-6));
        }
        Map<String, String> metadata =
                new TreeMap<>(Readout.identity(data.property(), data.potential()));
        metadata.putAll(settings.toMetadata());
        return new Readout(
                data.property(),
                metadata,
                manager.create(mean),
                manager.create(scale),
                EnsembleNetwork.random(
                        settings.members(), inputs, settings.hidden(), random, manager),
                manager);
    }

    private static float[] values(TrainingSet data) {
        float[] values = new float[data.examples().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) data.examples().get(i).value();
        }
        return values;
    }

    /**
     * Trains for one epoch.
     *
     * @return the mean loss
     */
    private double epoch(
            Readout readout, Adam adam, NDArray inputs, NDArray values, Random random) {
        int[] order = shuffled((int) values.size(), random);
        int batches = (order.length + settings.batchSize() - 1) / settings.batchSize();
        double loss = 0;
        for (int from = 0; from < order.length; from += settings.batchSize()) {
            int[] batch = Arrays.copyOfRange(
                    order, from, Math.min(order.length, from + settings.batchSize()));
            loss += accumulate(readout, inputs, values, batch) / batches;
            adam.step(
                    learningRate(adam.steps(), (long) batches * settings.epochs()),
                    GRADIENT_NORM_MAX,
                    settings.weightDecay());
        }
        return loss;
    }

    private static double accumulate(Readout readout, NDArray inputs, NDArray values, int[] batch) {
        try (NDScope scope = new NDScope();
                GradientMode ignored = GradientMode.recording()) {
            scope.suppressNotUsedWarning();
            NDArray index = inputs.getManager().create(batch);
            NDArray outputs = readout.network().forward(inputs.get(index));
            NDArray losses = readout.property().loss(outputs, values.get(index).expandDims(0));
            // The losses of the members are added, so each member learns as it would alone.
            NDArray loss = losses.mean(new int[] {1}).sum();
            Backward.accumulate(loss);
            return loss.getFloat() / readout.network().members();
        }
    }

    private double learningRate(long step, long steps) {
        double warmUp = Math.min(1, (step + 1.0) / Math.min(WARMUP_STEPS_MAX, 1 + steps / 10));
        return settings.learningRate() * warmUp * (1 + Math.cos(Math.PI * step / steps)) / 2;
    }

    private static int[] shuffled(int size, Random random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}

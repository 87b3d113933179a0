package io.nucleate.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** On losses whose gradients are known: {@code sum(gradient * parameter)}. */
class AdamTest {
    private static final float[] MATRIX = {1, -2, 3, -4, 5, -6};
    private static final float[] VECTOR = {0.5f, -0.25f};

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private Map<String, NDArray> parameters() {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        parameters.put("matrix", manager.create(MATRIX, new Shape(2, 3)));
        parameters.put("vector", manager.create(VECTOR));
        return parameters;
    }

    private void accumulate(NDArray parameter, float... gradient) {
        try (GradientMode ignored = GradientMode.recording()) {
            NDArray weights = manager.create(gradient, parameter.getShape());
            Backward.accumulate(parameter.mul(weights).sum());
        }
    }

    /** With bias correction, the first step moves every entry by the learning rate. */
    @Test
    void theFirstStepMovesByTheLearningRateAgainstTheGradient() {
        Map<String, NDArray> parameters = parameters();
        try (Adam adam = new Adam(parameters, manager)) {
            accumulate(parameters.get("matrix"), 1, -1, 0.01f, -0.01f, 100, -100);
            double norm = adam.step(1e-3, 1e9, 0);
            assertThat(norm).isCloseTo(Math.sqrt(2 + 2e-4 + 2e4), within(1e-4));
            assertThat(adam.steps()).isEqualTo(1);
            float[] after = parameters.get("matrix").toFloatArray();
            for (int i = 0; i < after.length; i++) {
                assertThat(after[i] - MATRIX[i])
                        .isCloseTo(i % 2 == 0 ? -1e-3f : 1e-3f, within(1e-6f));
            }
            assertThat(parameters.get("vector").toFloatArray()).containsExactly(VECTOR);
            assertThat(parameters.get("matrix").getGradient().abs().max().getFloat())
                    .isZero();
        }
    }

    /** Against the published equations in double precision: clipping, decay and all. */
    @Test
    void severalStepsAreThoseOfTheEquations() {
        double learningRate = 1e-2;
        double decay = 0.1;
        double maxNorm = 1;
        Map<String, NDArray> parameters = parameters();
        double[] matrix = doubles(MATRIX);
        double[] vector = doubles(VECTOR);
        double[][] moments = new double[4][6];
        try (Adam adam = new Adam(parameters, manager)) {
            for (int step = 1; step <= 5; step++) {
                float[] matrixGradient = {0.1f * step, -0.2f, 0.3f, -0.4f, 0.5f, 0};
                float[] vectorGradient = {step - 3f, 0.7f};
                accumulate(parameters.get("matrix"), matrixGradient);
                accumulate(parameters.get("vector"), vectorGradient);
                double norm = adam.step(learningRate, maxNorm, decay);

                double expected = Math.sqrt(
                        squares(doubles(matrixGradient)) + squares(doubles(vectorGradient)));
                assertThat(norm).isCloseTo(expected, within(1e-6));
                double scale = Math.min(1, maxNorm / expected);
                // Only matrices decay.
                double kept = 1 - learningRate * decay;
                move(matrix, matrixGradient, scale, kept, moments[0], moments[1], step);
                move(vector, vectorGradient, scale, 1, moments[2], moments[3], step);
                assertClose(parameters.get("matrix"), matrix);
                assertClose(parameters.get("vector"), vector);
            }
        }
    }

    private static void move(
            double[] parameter,
            float[] gradient,
            double scale,
            double kept,
            double[] first,
            double[] second,
            int step) {
        for (int i = 0; i < parameter.length; i++) {
            double g = scale * gradient[i];
            first[i] = 0.9 * first[i] + 0.1 * g;
            second[i] = 0.999 * second[i] + 0.001 * g * g;
            double mean = first[i] / (1 - Math.pow(0.9, step));
            double square = second[i] / (1 - Math.pow(0.999, step));
            parameter[i] = kept * parameter[i] - 1e-2 * mean / (Math.sqrt(square) + 1e-8);
        }
    }

    private static void assertClose(NDArray parameter, double[] expected) {
        assertThat(doubles(parameter.toFloatArray())).containsExactly(expected, within(1e-5));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    @Test
    void aGradientThatIsNotFiniteChangesNothing() {
        Map<String, NDArray> parameters = parameters();
        try (Adam adam = new Adam(parameters, manager)) {
            accumulate(parameters.get("vector"), Float.NaN, 1);
            assertThat(adam.step(1e-3, 1, 0.1)).isNaN();
            assertThat(adam.steps()).isZero();
            assertThat(parameters.get("vector").toFloatArray()).containsExactly(VECTOR);
            assertThat(parameters.get("matrix").toFloatArray()).containsExactly(MATRIX);
            assertThat(parameters.get("vector").getGradient().toFloatArray()).containsExactly(0, 0);
        }
    }

    /** A manager that lives long must not collect the moments of every optimiser below it. */
    @Test
    void momentsAreItsOwnAndGoWithIt() {
        Map<String, NDArray> parameters = parameters();
        Adam adam = new Adam(parameters, manager);
        List<NDArray> fresh = moments(parameters);
        assertThat(fresh)
                .hasSize(2 * parameters.size())
                .noneMatch(moment -> moment.getManager() == manager);

        adam.restore(new SafeTensors(Map.of(), adam.toTensors()), 7);
        assertThat(fresh).allMatch(AdamTest::isFreed);
        List<NDArray> restored = moments(parameters);
        assertThat(restored)
                .hasSize(2 * parameters.size())
                .noneMatch(moment -> moment.getManager() == manager);

        adam.close();
        assertThat(restored).allMatch(AdamTest::isFreed);
        assertThat(parameters.values()).noneMatch(AdamTest::isFreed);
    }

    @Test
    void momentsThatWereNeverRestoredGoWithItToo() {
        Map<String, NDArray> parameters = parameters();
        Adam adam = new Adam(parameters, manager);
        List<NDArray> fresh = moments(parameters);
        adam.close();
        assertThat(fresh).hasSize(2 * parameters.size()).allMatch(AdamTest::isFreed);
        assertThat(moments(parameters)).isEmpty();
    }

    /** All arrays of the manager, and of those below it, that are no parameters. */
    private List<NDArray> moments(Map<String, NDArray> parameters) {
        return manager.getManagedArrays().stream()
                .filter(array -> parameters.values().stream().noneMatch(other -> other == array))
                .toList();
    }

    private static boolean isFreed(NDArray array) {
        return ((PtNDArray) array).isReleased();
    }

    @Test
    void goesOnFromStoredMomentsWithTheSameNumbers() {
        Map<String, NDArray> parameters = parameters();
        Map<String, NDArray> copies = new LinkedHashMap<>();
        try (Adam adam = new Adam(parameters, manager)) {
            for (int step = 0; step < 3; step++) {
                accumulate(parameters.get("matrix"), 1, 2, 3, 4, 5, step);
                adam.step(1e-2, 10, 0.1);
            }
            SafeTensors stored =
                    SafeTensors.parse(new SafeTensors(Map.of(), adam.toTensors()).toBytes());
            parameters.forEach((name, parameter) ->
                    copies.put(name, SafeTensors.Tensor.of(parameter).toArray(manager)));
            try (Adam again = new Adam(copies, manager)) {
                again.restore(stored, adam.steps());
                assertThat(again.steps()).isEqualTo(3);
                accumulate(parameters.get("matrix"), 6, 5, 4, 3, 2, 1);
                accumulate(copies.get("matrix"), 6, 5, 4, 3, 2, 1);
                assertThat(again.step(1e-2, 10, 0.1)).isEqualTo(adam.step(1e-2, 10, 0.1));
                copies.forEach((name, copy) -> assertThat(copy.toFloatArray())
                        .containsExactly(parameters.get(name).toFloatArray()));
            }
        }
    }

    @Test
    void storedMomentsOfAnotherNetworkAreRefusedByName() {
        try (Adam adam = new Adam(parameters(), manager)) {
            Map<String, SafeTensors.Tensor> stored = adam.toTensors();
            stored.put("adam.second/vector", new SafeTensors.Tensor(new long[] {1}, new float[1]));
            assertThatThrownBy(() -> adam.restore(new SafeTensors(Map.of(), stored), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("adam.second/vector")
                    .hasMessageContaining("[2]");
            stored.remove("adam.first/matrix");
            assertThatThrownBy(() -> adam.restore(new SafeTensors(Map.of(), stored), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("adam.first/matrix");
        }
    }
}

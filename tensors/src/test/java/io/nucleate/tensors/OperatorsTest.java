package io.nucleate.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

class OperatorsTest {
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray normal(long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[Math.toIntExact(new Shape(shape).size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, new Shape(shape));
    }

    /** The result of an operator, and the gradients of its product with random weights. */
    private record Differentiated(float[] result, List<float[]> gradients) {
        static Differentiated of(
                Function<List<NDArray>, NDArray> operator, List<NDArray> inputs, NDArray weights) {
            Backward.request(inputs);
            try (GradientMode ignored = GradientMode.recording()) {
                NDArray result = operator.apply(inputs);
                Backward.accumulate(result.mul(weights).sum());
                return new Differentiated(
                        result.toFloatArray(),
                        inputs.stream()
                                .map(input -> input.getGradient().toFloatArray())
                                .toList());
            }
        }

        void assertClose(Differentiated other) {
            assertThat(result).containsExactly(other.result, within(1e-5f));
            for (int i = 0; i < gradients.size(); i++) {
                assertThat(gradients.get(i)).containsExactly(other.gradients.get(i), within(3e-5f));
            }
        }
    }

    @Test
    void geluIsItsFormula() {
        List<NDArray> x = List.of(normal(1, 7, 33));
        NDArray weights = normal(2, 7, 33);
        Differentiated.of(inputs -> Operators.gelu(inputs.get(0)), x, weights)
                .assertClose(Differentiated.of(inputs -> plainGelu(inputs.get(0)), x, weights));
    }

    private static NDArray plainGelu(NDArray x) {
        NDArray inner = Scalars.scale(
                x.add(Scalars.scale(x.mul(x).mul(x), 0.044715)), Math.sqrt(2 / Math.PI));
        return Scalars.scale(x.mul(inner.tanh().add(1)), 0.5);
    }

    /** Of inputs as the network has them: heads are views of the tokens' arrays. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 21, 50})
    void causalAttentionIsItsFormula(int tokens) {
        List<NDArray> inputs = IntStream.range(0, 3)
                .mapToObj(seed -> normal(seed, 5, tokens, 3, 8))
                .toList();
        NDArray weights = normal(9, 5, 3, tokens, 8);
        Differentiated.of(
                        in -> Operators.causalAttention(
                                heads(in.get(0)), heads(in.get(1)), heads(in.get(2))),
                        inputs,
                        weights)
                .assertClose(Differentiated.of(
                        in -> plainAttention(heads(in.get(0)), heads(in.get(1)), heads(in.get(2))),
                        inputs,
                        weights));
    }

    @Test
    void complexProductIsItsFormula() {
        List<NDArray> inputs = List.of(normal(1, 4, 5, 6, 2), normal(2, 5, 6, 2));
        NDArray weights = normal(3, 4, 5, 6, 2);
        Differentiated.of(in -> Operators.complexProduct(in.get(0), in.get(1)), inputs, weights)
                .assertClose(Differentiated.of(
                        in -> plainProduct(in.get(0), in.get(1)), inputs, weights));
    }

    private static NDArray plainProduct(NDArray x, NDArray y) {
        NDArray a = x.get("..., 0");
        NDArray b = x.get("..., 1");
        NDArray c = y.get("..., 0");
        NDArray d = y.get("..., 1");
        return NDArrays.stack(new NDList(a.mul(c).sub(b.mul(d)), a.mul(d).add(b.mul(c))), -1);
    }

    private static NDArray heads(NDArray x) {
        return x.swapAxes(1, 2);
    }

    private NDArray plainAttention(NDArray query, NDArray key, NDArray value) {
        int tokens = Math.toIntExact(query.getShape().get(2));
        float[] mask = new float[tokens * tokens];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i % tokens > i / tokens ? -1e10f : 0;
        }
        return Scalars.scale(query.matMul(key.swapAxes(2, 3)), 1 / Math.sqrt(8))
                .add(manager.create(mask, new Shape(tokens, tokens)))
                .softmax(-1)
                .matMul(value);
    }

    @Test
    void resultsGoWithTheScope() {
        NDArray x = normal(1, 2, 3, 4, 8);
        NDArray inside;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            inside = Operators.causalAttention(x, x, Operators.gelu(x));
        }
        assertThat(((PtNDArray) inside).isReleased()).isTrue();
        assertThat(manager.getManagedArrays()).containsExactly(x);
        assertThat(Operators.gelu(x).toFloatArray()).hasSize(192);
    }

    @Test
    void severalThreadsGetTheNumbersOfOne() {
        float[] alone = Operators.gelu(normal(3, 100, 100)).toFloatArray();
        List<float[]> together = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> Operators.gelu(normal(3, 100, 100)).toFloatArray())
                .toList();
        assertThat(together).allSatisfy(each -> assertThat(each).containsExactly(alone));
    }

    @Test
    void listsOfArraysChangeInPlace() {
        NDArray a = manager.create(new float[] {3, 0});
        NDArray b = manager.create(new float[] {0, -4, 12}, new Shape(1, 3));
        assertThat(Operators.norm(List.of(a, b))).isCloseTo(13, within(1e-6));

        Operators.add(List.of(a, b), List.of(a.duplicate(), b.duplicate()));
        assertThat(a.toFloatArray()).containsExactly(6, 0);
        assertThat(b.toFloatArray()).containsExactly(0, -8, 24);

        NDArray ends = manager.create(new float[] {2, 4});
        Operators.approach(List.of(a), List.of(ends), 0.25);
        assertThat(a.toFloatArray()).containsExactly(5, 1);
        Operators.approach(List.of(a), List.of(ends), 1);
        assertThat(a.toFloatArray()).containsExactly(2, 4);

        Operators.zero(List.of(a, b));
        assertThat(a.toFloatArray()).containsOnly(0);
        assertThat(b.toFloatArray()).containsOnly(0);
    }
}

package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

class DecoderTest {
    private static final int ROWS = 5;
    /** Several pages of the cache. */
    private static final int TOKENS = 50;

    private static PolicyConfig config(int heads, int keySize, int modelSize) {
        return TestPolicies.TINY.toBuilder()
                .layers(3)
                .heads(heads)
                .keySize(keySize)
                .modelSize(modelSize)
                .sitesMax(20)
                .build();
    }

    /** Random in every tensor: what starts as 0 or 1 would hide what is mistaken for it. */
    private static Parameters parameters(PolicyConfig config, NDManager manager) {
        Parameters parameters = Parameters.of(config, Parameters.initialize(config, 1), manager);
        SplittableRandom random = new SplittableRandom(2);
        for (Map.Entry<String, NDArray> entry : parameters.asMap().entrySet()) {
            if (entry.getValue().getShape().dimension() == 1) {
                entry.getValue()
                        .addi(normal(entry.getValue().getShape(), manager, random)
                                .muli(0.3f));
            }
        }
        return parameters;
    }

    private static NDArray normal(Shape shape, NDManager manager, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Mixtures.standardNormal(random);
        }
        return manager.create(values, shape);
    }

    @ParameterizedTest
    @CsvSource({"3, 32, 64", "2, 16, 64"}) // one value for all heads; a value for each head
    void oneTokenAtATimeGivesTheStatesOfTheWholeSequence(int heads, int keySize, int modelSize) {
        PolicyConfig config = config(heads, keySize, modelSize);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Parameters parameters = parameters(config, manager);
                Decoder decoder = new Decoder(config, parameters);
                KeyValueCache cache = Decoder.newCache(config, manager);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            CrystalFormer network = new CrystalFormer(config, parameters, Dropout.NONE);
            NDArray tokens =
                    normal(new Shape(ROWS, TOKENS, modelSize), manager, new SplittableRandom(3));
            NDArray whole = network.encode(tokens);
            cache.start(ROWS);
            NDArray rows = manager.create(new long[] {0, 1, 2, 3, 4});
            for (int t = 0; t < TOKENS; t++) {
                if (t == 7) {
                    cache.keep(new int[] {0, 4, 2, 3});
                    rows = manager.create(new long[] {0, 4, 2, 3});
                } else if (t == 30) {
                    cache.keep(new int[] {3, 1});
                    rows = manager.create(new long[] {3, 4});
                } else if (t == 40) {
                    try (KeyValueCache.SavedRows seen = cache.save()) {
                        cache.resume(List.of(seen, seen));
                    }
                    rows = manager.create(new long[] {3, 4, 3, 4});
                }
                NDIndex position = new NDIndex(":, {}:{}", t, t + 1);
                float[] states =
                        decoder.step(tokens.get(position).get(rows), cache).toFloatArray();
                float[] expected = whole.get(position).get(rows).toFloatArray();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(states[i]).as("token %d", t).isCloseTo(expected[i], within(1e-4f));
                }
            }
        }
    }
}

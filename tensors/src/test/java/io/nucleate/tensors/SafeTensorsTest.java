package io.nucleate.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

class SafeTensorsTest {
    @TempDir
    Path directory;

    /** Every kind of shape, names and metadata beyond ASCII. */
    private static SafeTensors sample() {
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        tensors.put(
                "matrix",
                new SafeTensors.Tensor(new long[] {2, 3}, new float[] {1, -2, 0.5f, 4, 5, 6}));
        tensors.put("number", new SafeTensors.Tensor(new long[] {}, new float[] {-7.25f}));
        tensors.put("nothing", new SafeTensors.Tensor(new long[] {0, 3}, new float[0]));
        tensors.put("größe", new SafeTensors.Tensor(new long[] {2}, new float[] {
            Float.NaN, Float.NEGATIVE_INFINITY
        }));
        return new SafeTensors(Map.of("Nf", "5", "unit", "eV/Å", "quoted", "\"{}\""), tensors);
    }

    /** A file with this header and so many bytes of data. */
    private static byte[] file(String header, int dataBytes) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    private static void assertSame(SafeTensors actual, SafeTensors expected) {
        assertThat(actual.metadata()).isEqualTo(expected.metadata());
        assertThat(actual.tensors().keySet())
                .containsExactlyElementsOf(expected.tensors().keySet());
        expected.tensors().forEach((name, tensor) -> {
            assertThat(actual.tensor(name).shape()).containsExactly(tensor.shape());
            assertThat(actual.tensor(name).values()).containsExactly(tensor.values());
        });
    }

    @Test
    void everythingComesBackFromAFile() throws IOException {
        Path file = directory.resolve("new").resolve("sample.safetensors");
        sample().write(file);
        assertSame(SafeTensors.read(file), sample());
        assertThat(SafeTensors.read(file).toBytes()).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void anotherReaderFindsTheSame() throws Exception {
        byte[] bytes = sample().toBytes();
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0) % 8)
                .as("data start on a multiple of 8 bytes")
                .isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList read = NDList.decode(manager, bytes);
            assertThat(read.stream().map(NDArray::getName).toList())
                    .containsExactlyInAnyOrderElementsOf(sample().tensors().keySet());
            for (NDArray array : read) {
                SafeTensors.Tensor expected = sample().tensor(array.getName());
                assertThat(array.getShape()).isEqualTo(new Shape(expected.shape()));
                assertThat(array.toFloatArray()).containsExactly(expected.values());
            }
        }
    }

    @Test
    void arraysBecomeTensorsAndComeBack() {
        try (NDManager manager = NDManager.newBaseManager()) {
            sample().tensors().forEach((name, tensor) -> {
                NDArray array = tensor.toArray(manager);
                assertThat(array.getManager()).as("owner of %s", name).isSameAs(manager);
                assertThat(array.getShape()).isEqualTo(new Shape(tensor.shape()));
                SafeTensors.Tensor again = SafeTensors.Tensor.of(array);
                assertThat(again.shape()).containsExactly(tensor.shape());
                assertThat(again.values()).containsExactly(tensor.values());
            });
        }
    }

    @Test
    void aFileThatWasCutOffAnywhereIsRefused() {
        byte[] whole = sample().toBytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> SafeTensors.parse(part))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("copy it again");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json | header is not JSON",
                "[1, 2] | no object",
                "`{\"w\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}`"
                        + " | tensor 'w' has type 'BF16'; only F32 is read, so convert it",
                "`{\"w\":7}` | tensor 'w' has type ''",
                "`{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}` | tensor 'w' would be bytes -1 to -1",
                "`{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,4]}}` | 'w' would be",
                "`{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,5]}}` | 'w' would be",
                "`{\"w\":{\"dtype\":\"F32\",\"shape\":[1],"
                        + "\"data_offsets\":[0,9223372036854775804]}}`"
                        + " | 'w' would be bytes 0 to 9223372036854775804 of 8 bytes",
                "`{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}`"
                        + " | tensor 'w' is damaged, so copy the file again: 2 values do not fill",
                "`{\"w\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}}`"
                        + " | negative extent",
                "`{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],"
                        + "\"data_offsets\":[0,0]}}` | tensor 'w' is damaged",
                "`{\"w\":{\"dtype\":\"F32\",\"shape\":[\"two\"],\"data_offsets\":[0,8]}}`"
                        + " | negative extent",
            })
    void aDamagedHeaderIsRefusedWithTheTensorAndTheReason(String header, String reason)
            throws IOException {
        byte[] bytes = file(header, 8);
        assertThatThrownBy(() -> SafeTensors.parse(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
        Path file = Files.write(directory.resolve("damaged.safetensors"), bytes);
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " is not a readable safetensors file")
                .hasMessageContaining(reason);
    }

    @Test
    void aMissingFileAndADirectoryAreNamed() {
        Path missing = directory.resolve("none.safetensors");
        assertThatThrownBy(() -> SafeTensors.read(missing))
                .isInstanceOf(IOException.class)
                .hasMessage("no weights file at " + missing + "; check the path");
        assertThatThrownBy(() -> SafeTensors.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory + " is a directory");
    }

    @Test
    void tensorsAreAskedForByNameAndShape() {
        assertThat(sample().tensor("matrix", new long[] {2, 3}).values()).hasSize(6);
        assertThatThrownBy(() -> sample().tensor("matrix", new long[] {3, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor 'matrix' has shape [2, 3]; this network needs [3, 2]");
        assertThatThrownBy(() -> sample().tensor("bias"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'bias'");
        assertThatThrownBy(() -> new SafeTensors.Tensor(new long[] {2}, new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 values do not fill shape [2]");
    }

    /** The learner replaces its checkpoint while others read it. */
    @Test
    void aReaderNeverMeetsHalfOfAFileThatIsBeingReplaced() throws Exception {
        Path file = directory.resolve("replaced.safetensors");
        filled(1).write(file);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                for (int version = 2; version <= 200; version++) {
                    filled(version).write(file);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        float newest = 1;
        do {
            float[] values = SafeTensors.read(file).tensor("w").values();
            assertThat(values).containsOnly(values[0]);
            assertThat(values[0]).isGreaterThanOrEqualTo(newest);
            newest = values[0];
        } while (!writer.isDone());
        writer.get();
        assertThat(SafeTensors.read(file).tensor("w").values()[0]).isEqualTo(200);
        assertThat(files()).containsExactly(file);
    }

    private static SafeTensors filled(float value) {
        float[] values = new float[20_000];
        Arrays.fill(values, value);
        return new SafeTensors(
                Map.of(), Map.of("w", new SafeTensors.Tensor(new long[] {20_000}, values)));
    }

    private Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList().stream();
        }
    }

    @Test
    void aFileThatCannotBePutInPlaceLeavesNothingBehind() throws IOException {
        Path occupied = directory.resolve("occupied");
        Files.createDirectories(occupied.resolve("by a directory"));
        assertThatThrownBy(() -> sample().write(occupied)).isInstanceOf(IOException.class);
        assertThat(files()).containsExactly(occupied);
    }
}

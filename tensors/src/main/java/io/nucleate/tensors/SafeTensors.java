package io.nucleate.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A safetensors file: named float32 tensors and string metadata. DJL's reader drops the metadata,
 * where our configuration lives, hence this one; nothing in such a file can execute.
 *
 * @param metadata keys and values as written under {@code __metadata__}
 * @param tensors by name
 */
public record SafeTensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "__metadata__";

    /**
     * One tensor in memory.
     *
     * @param shape extents, outermost first; empty for a single number
     * @param values in row-major order, as many as the shape asks for
     */
    public record Tensor(long[] shape, float[] values) {
        public Tensor {
            if (size(shape) != values.length) {
                throw new IllegalArgumentException(
                        values.length + " values do not fill shape " + Arrays.toString(shape));
            }
        }

        /** Copies a float32 array from its device. */
        public static Tensor of(NDArray array) {
            return new Tensor(array.getShape().getShape(), array.toFloatArray());
        }

        /** Copies the values into a new array of the manager, on the manager's device. */
        public NDArray toArray(NDManager manager) {
            return manager.create(values, new Shape(shape));
        }

        private static long size(long[] shape) {
            long size = 1;
            for (long extent : shape) {
                if (extent < 0) {
                    throw new IllegalArgumentException(
                            "shape " + Arrays.toString(shape) + " has a negative extent");
                }
                size = Math.multiplyExact(size, extent);
            }
            return size;
        }
    }

    public SafeTensors {
        metadata = new TreeMap<>(metadata);
        tensors = new LinkedHashMap<>(tensors);
    }

    /** @throws IllegalArgumentException where the tensor is absent */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the weights hold no tensor '" + name + "'");
        }
        return tensor;
    }

    /** @throws IllegalArgumentException where the tensor is absent or has another shape */
    public Tensor tensor(String name, long[] shape) {
        Tensor tensor = tensor(name);
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new IllegalArgumentException("tensor '" + name + "' has shape "
                    + Arrays.toString(tensor.shape()) + "; this network needs "
                    + Arrays.toString(shape));
        }
        return tensor;
    }

    /**
     * Reads a file. It is opened once, so that a file which is replaced by renaming meanwhile is
     * read whole, as it was before or after.
     *
     * @throws IOException with the path and the remedy, for a missing or damaged file
     */
    public static SafeTensors read(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(
                    path + " is a directory; name the safetensors file that is meant");
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "no weights file at " + path.toAbsolutePath() + "; check the path", e);
        }
        try {
            return parse(bytes);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    path + " is not a readable safetensors file: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the bytes of a file.
     *
     * @throws IllegalArgumentException with the tensor, the reason and the remedy, for bytes that
     *     are not float32 safetensors
     */
    public static SafeTensors parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long headerLength = bytes.length < Long.BYTES ? -1 : buffer.getLong(0);
        if (headerLength < 2 || headerLength > bytes.length - Long.BYTES) {
            throw new IllegalArgumentException(
                    "its header does not fit its size of " + bytes.length
                            + " bytes; it is cut off or of another format; copy it again, or name another file");
        }
        int dataStart = Long.BYTES + (int) headerLength;
        JsonNode header = header(bytes, dataStart);
        Map<String, String> metadata = new TreeMap<>();
        header.path(METADATA)
                .fields()
                .forEachRemaining(
                        entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
        ByteBuffer data = buffer.position(dataStart).slice().order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        header.fields().forEachRemaining(entry -> {
            if (!entry.getKey().equals(METADATA)) {
                tensors.put(entry.getKey(), parseTensor(entry.getKey(), entry.getValue(), data));
            }
        });
        return new SafeTensors(metadata, tensors);
    }

    private static JsonNode header(byte[] bytes, int end) {
        String text = new String(bytes, Long.BYTES, end - Long.BYTES, StandardCharsets.UTF_8);
        try {
            JsonNode header = JSON.readTree(text);
            if (!header.isObject()) {
                throw new IllegalArgumentException(
                        "its header is JSON, but no object; it is of another format");
            }
            return header;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "its header is not JSON; it is damaged or of another format", e);
        }
    }

    private static Tensor parseTensor(String name, JsonNode node, ByteBuffer data) {
        String type = node.path("dtype").asText();
        if (!type.equals("F32")) {
            throw new IllegalArgumentException("tensor '" + name + "' has type '" + type
                    + "'; only F32 is read, so convert it to float32");
        }
        long[] shape = new long[node.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.path("shape").get(i).asLong(-1);
        }
        long from = node.path("data_offsets").path(0).asLong(-1);
        long to = node.path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to < from || to > data.capacity() || (to - from) % Float.BYTES != 0) {
            throw new IllegalArgumentException("tensor '" + name + "' would be bytes " + from
                    + " to " + to + " of " + data.capacity()
                    + " bytes of data; the file is cut off or damaged, so copy it again");
        }
        float[] values = new float[(int) ((to - from) / Float.BYTES)];
        data.slice((int) from, (int) (to - from))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        try {
            return new Tensor(shape, values);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' is damaged, so copy the file again: " + e.getMessage(),
                    e);
        }
    }

    /** Writes the bytes of a file. */
    public byte[] toBytes() {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode metadataNode = header.putObject(METADATA);
        metadata.forEach(metadataNode::put);
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            ObjectNode node = header.putObject(entry.getKey());
            node.put("dtype", "F32");
            ArrayNode shape = node.putArray("shape");
            for (long extent : entry.getValue().shape()) {
                shape.add(extent);
            }
            long end = offset + (long) entry.getValue().values().length * Float.BYTES;
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        // Data that starts on a multiple of 8 bytes can be memory-mapped.
        String text = header.toString();
        byte[] headerBytes = (text
                        + " ".repeat((8 - text.getBytes(StandardCharsets.UTF_8).length % 8) % 8))
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(8 + headerBytes.length + offset))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerBytes.length)
                .put(headerBytes);
        for (Tensor tensor : tensors.values()) {
            buffer.asFloatBuffer().put(tensor.values());
            buffer.position(buffer.position() + tensor.values().length * Float.BYTES);
        }
        return buffer.array();
    }

    /**
     * Writes beside the path and renames, so that a reader never sees half a file. The file is on
     * the disk when this returns, so that it outlives the power.
     */
    public void write(Path path) throws IOException {
        AtomicFile.write(path, toBytes());
    }
}

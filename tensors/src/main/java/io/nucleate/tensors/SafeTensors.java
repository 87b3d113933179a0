package io.nucleate.tensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    /** Row-major values with their shape. */
    public record Tensor(long[] shape, float[] values) {
        public Tensor {
            long size = 1;
            for (long extent : shape) {
                size *= extent;
            }
            if (size != values.length) {
                throw new IllegalArgumentException(values.length + " values do not fill shape "
                        + java.util.Arrays.toString(shape));
            }
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

    /** @throws IOException with the path and the remedy, for a missing or damaged file */
    public static SafeTensors read(Path path) throws IOException {
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

    /** @throws IllegalArgumentException for bytes that are not float32 safetensors */
    public static SafeTensors parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long headerLength = bytes.length < 8 ? -1 : buffer.getLong(0);
        if (headerLength < 2 || headerLength > bytes.length - 8) {
            throw new IllegalArgumentException(
                    "its header length does not fit its size of " + bytes.length + " bytes");
        }
        JsonNode header;
        try {
            header =
                    JSON.readTree(new String(bytes, 8, (int) headerLength, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its header is not JSON", e);
        }
        Map<String, String> metadata = new TreeMap<>();
        header.path("__metadata__")
                .fields()
                .forEachRemaining(
                        entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int dataStart = 8 + (int) headerLength;
        header.fields().forEachRemaining(entry -> {
            if (!entry.getKey().equals("__metadata__")) {
                tensors.put(
                        entry.getKey(),
                        parseTensor(entry.getKey(), entry.getValue(), buffer, dataStart));
            }
        });
        return new SafeTensors(metadata, tensors);
    }

    private static Tensor parseTensor(
            String name, JsonNode node, ByteBuffer buffer, int dataStart) {
        String type = node.path("dtype").asText();
        if (!type.equals("F32")) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' has type " + type + "; only F32 is read");
        }
        long[] shape = new long[node.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.path("shape").get(i).asLong();
        }
        long from = node.path("data_offsets").path(0).asLong(-1);
        long to = node.path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to < from || dataStart + to > buffer.capacity()) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' lies outside the file; it may be cut off");
        }
        float[] values = new float[(int) ((to - from) / Float.BYTES)];
        buffer.duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(dataStart + (int) from)
                .asFloatBuffer()
                .get(values);
        return new Tensor(shape, values);
    }

    /** The file's bytes. */
    public byte[] toBytes() {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode metadataNode = header.putObject("__metadata__");
        metadata.forEach(metadataNode::put);
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            ObjectNode node = header.putObject(entry.getKey());
            node.put("dtype", "F32");
            for (long extent : entry.getValue().shape()) {
                node.withArray("shape").add(extent);
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

    /** Writes beside the path and renames, so that a reader never sees half a file. */
    public void write(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path temporary = Files.createTempFile(parent, path.getFileName().toString(), ".partial");
        Files.write(temporary, toBytes());
        Files.move(
                temporary,
                path,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}

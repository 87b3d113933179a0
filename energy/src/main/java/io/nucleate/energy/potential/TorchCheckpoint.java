package io.nucleate.energy.potential;

import io.nucleate.tensors.SafeTensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads a file written by {@code torch.save}, without Python and without executing any code of the
 * file. It interprets the zip's {@code data.pkl} with the few pickle opcodes that nested containers
 * of tensors need, and refuses every other opcode. A pickle can ask to call a function; all but the
 * two in {@link #reduce} are refused.
 */
final class TorchCheckpoint {
    private static final Object MARK = new Object();

    /** A Python name in the pickle. It is compared with known names and never loaded. */
    private record Global(String name) {}

    private final Map<String, byte[]> storages;
    private final ByteBuffer pickle;
    private final ArrayList<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private TorchCheckpoint(byte[] pickle, Map<String, byte[]> storages) {
        this.pickle = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
        this.storages = storages;
    }

    /**
     * Reads a checkpoint.
     *
     * @return the saved object, as maps, lists, strings, numbers and {@link SafeTensors.Tensor}s
     * @throws IOException if the file is not a checkpoint, or holds anything but containers of
     *     float32 tensors
     */
    static Object read(Path checkpoint) throws IOException {
        byte[] pickle = null;
        Map<String, byte[]> storages = new HashMap<>();
        try (ZipFile zip = new ZipFile(checkpoint.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (name.endsWith("/data.pkl")) {
                    pickle = zip.getInputStream(entry).readAllBytes();
                } else if (name.contains("/data/")) {
                    byte[] bytes = zip.getInputStream(entry).readAllBytes();
                    storages.put(name.substring(name.lastIndexOf('/') + 1), bytes);
                }
            }
        }
        if (pickle == null) {
            throw new IOException("no data.pkl inside: not a checkpoint of torch.save");
        }
        try {
            return new TorchCheckpoint(pickle, storages).load();
        } catch (RuntimeException e) {
            throw new IOException("the checkpoint's pickle is damaged: " + e, e);
        }
    }

    private Object load() throws IOException {
        while (true) {
            int opcode = pickle.get() & 0xff;
            if (opcode == '.') {
                return pop();
            }
            step(opcode);
        }
    }

    private void step(int opcode) throws IOException {
        switch (opcode) {
            case 0x80 ->
                pickle.get(); // PROTO: version 2 is what torch writes; the opcodes tell the rest
            case '(' -> stack.add(MARK);
            case ')' -> stack.add(List.of());
            case ']' -> stack.add(new ArrayList<>());
            case '}' -> stack.add(new LinkedHashMap<>());
            case 'N' -> stack.add(null);
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'K' -> stack.add((long) (pickle.get() & 0xff));
            case 'M' -> stack.add((long) (pickle.getShort() & 0xffff));
            case 'J' -> stack.add((long) pickle.getInt());
            case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(pickle.getLong())));
            case 'X' -> stack.add(text(pickle.getInt()));
            case 'c' -> stack.add(new Global(line() + "." + line()));
            case 'q' -> memo.put(pickle.get() & 0xff, top());
            case 'r' -> memo.put(pickle.getInt(), top());
            case 'h' -> stack.add(memo.get(pickle.get() & 0xff));
            case 'j' -> stack.add(memo.get(pickle.getInt()));
            case 't' -> stack.add(popToMark());
            case 0x85 -> stack.add(popLast(1));
            case 0x86 -> stack.add(popLast(2));
            case 0x87 -> stack.add(popLast(3));
            case 'a' -> appendAll(popLast(1));
            case 'e' -> appendAll(popToMark());
            case 's' -> putAll(popLast(2));
            case 'u' -> putAll(popToMark());
            case 'Q' -> stack.add(storage((List<?>) pop()));
            case 'R' -> {
                List<?> arguments = (List<?>) pop();
                stack.add(reduce((Global) pop(), arguments));
            }
            case 'b' ->
                pop(); // BUILD: attributes of a container (state_dict's _metadata), which carry no
            // tensor
            default ->
                throw new IOException(String.format(
                        Locale.ROOT,
                        "pickle opcode 0x%02x is not one that tensors need; refused",
                        opcode));
        }
    }

    private static Object reduce(Global function, List<?> arguments) throws IOException {
        return switch (function.name()) {
            case "collections.OrderedDict" -> new LinkedHashMap<>();
            case "torch._utils._rebuild_tensor_v2" -> tensor(arguments);
            default ->
                throw new IOException(
                        "the checkpoint asks to call " + function.name() + "; refused");
        };
    }

    /** Reads the storage with an id of the form ('storage', type, key, device, element count). */
    private float[] storage(List<?> id) throws IOException {
        if (!id.get(1).equals(new Global("torch.FloatStorage"))) {
            throw new IOException("only float32 tensors are read, not " + id.get(1));
        }
        byte[] bytes = storages.get((String) id.get(2));
        float[] values = new float[Math.toIntExact((Long) id.get(4))];
        if (bytes == null || bytes.length != values.length * Float.BYTES) {
            throw new IOException("storage " + id.get(2) + " is missing or has another size");
        }
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /**
     * Makes a tensor of the arguments (storage, offset, shape, stride, …). Every tensor here owns
     * its storage, so the offset is 0.
     */
    private static SafeTensors.Tensor tensor(List<?> arguments) throws IOException {
        long[] shape = longs(arguments.get(2));
        long[] stride = longs(arguments.get(3));
        long contiguous = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (stride[axis] != contiguous) {
                throw new IOException("only contiguous tensors are read");
            }
            contiguous *= shape[axis];
        }
        return new SafeTensors.Tensor(shape, (float[]) arguments.get(0));
    }

    private static long[] longs(Object tuple) {
        return ((List<?>) tuple).stream().mapToLong(value -> (Long) value).toArray();
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private List<Object> popLast(int count) {
        List<Object> tail = stack.subList(stack.size() - count, stack.size());
        List<Object> values = new ArrayList<>(tail);
        tail.clear();
        return values;
    }

    private List<Object> popToMark() {
        List<Object> values = popLast(stack.size() - 1 - stack.lastIndexOf(MARK));
        pop();
        return values;
    }

    @SuppressWarnings("unchecked")
    private void appendAll(List<Object> values) {
        ((List<Object>) top()).addAll(values);
    }

    @SuppressWarnings("unchecked")
    private void putAll(List<Object> keysAndValues) {
        Map<Object, Object> map = (Map<Object, Object>) top();
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            map.put(keysAndValues.get(i), keysAndValues.get(i + 1));
        }
    }

    private String text(int length) {
        byte[] bytes = new byte[length];
        pickle.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() {
        int start = pickle.position();
        while (pickle.get() != '\n') {}
        return new String(
                pickle.array(), start, pickle.position() - 1 - start, StandardCharsets.UTF_8);
    }
}

package io.nucleate.crystal.io;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Fixtures;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Reads files that were damaged on purpose: each must give crystals or errors, in little time and
 * memory.
 *
 * <p>Arguments: how many files, and the number of the first. Each file follows from its number.
 * Prints what came out; ends with 1 at an exception, or at a file that takes too long.
 */
public final class HostileFiles {
    private static final long SECONDS_MAX = 10;
    private static final int CHANGES_MAX = 4;
    private static final int MESSAGE_CHARS_MAX = 1000;
    private static final int REPEATED_CHARS_MAX = 1 << 20;
    private static final List<Crystal> CRYSTALS = Fixtures.crystals();

    /** What breaks parsers: large, small, negative, endless, not a number, not of this world. */
    private static final String[] POISON = {
        "99999999",
        "4294967521",
        "-1",
        "0",
        "1e400",
        "-1e-400",
        "1e999999999",
        "NaN",
        "Infinity",
        "1.7976931348623157e308",
        "\"",
        "'",
        ";",
        "{",
        "[[[[[[[[",
        "}",
        "]",
        ",",
        "\\",
        "\0",
        "�",
        "loop_",
        "data_",
        "_cell_length_a",
        "x,y,z",
        "-x,1/0-y,z",
        "Zz",
        "null",
        "\r",
        "\n\n"
    };

    private final SplittableRandom random;

    private HostileFiles(long number) {
        random = new SplittableRandom(number);
    }

    public static void main(String[] arguments) throws InterruptedException {
        long count = Long.parseLong(arguments[0]);
        long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 0;
        AtomicLong number = new AtomicLong(first);
        Thread reader = new Thread(() -> {
            int[] outcomes = new int[2];
            for (; number.get() < first + count; number.incrementAndGet()) {
                read(number.get(), outcomes);
            }
            System.out.println(
                    count + " files: " + outcomes[0] + " structures, " + outcomes[1] + " errors");
        });
        reader.setUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            fail("file " + number + ": " + e);
        });
        reader.start();
        long seen = -1;
        while (reader.isAlive()) {
            reader.join(TimeUnit.SECONDS.toMillis(SECONDS_MAX));
            if (reader.isAlive() && number.get() == seen) {
                for (StackTraceElement frame : reader.getStackTrace()) {
                    System.err.println("\tat " + frame);
                }
                fail("file " + seen + " takes more than " + SECONDS_MAX + " s");
            }
            seen = number.get();
        }
    }

    private static void fail(String message) {
        System.err.println(message);
        Runtime.getRuntime().halt(1);
    }

    private static void read(long number, int[] outcomes) {
        HostileFiles file = new HostileFiles(number);
        StructureFormat[] formats = StructureFormat.values();
        int kind = file.random.nextInt(formats.length + 1);
        String text;
        String name;
        if (kind == formats.length) {
            text = "id,cif\n7,\"" + file.valid(StructureFormat.CIF).replace("\"", "\"\"") + "\"\n";
            name = "a.csv";
        } else {
            text = file.valid(formats[kind]);
            name = "a." + formats[kind].extension();
        }
        byte[] content = file.damaged(text);
        // Without its extension, the content alone tells the format.
        String shown = file.random.nextInt(4) == 0 ? "a" : name;
        try (Stream<StructureEntry> entries =
                StructureFiles.read(shown, new ByteArrayInputStream(content))) {
            entries.forEach(entry -> {
                outcomes[entry.isError() ? 1 : 0]++;
                if (entry.isError()
                        && (entry.error().endsWith(": null")
                                || entry.error().length() > MESSAGE_CHARS_MAX)) {
                    throw new IllegalStateException("an error that nobody can read: "
                            + StructureEntry.shortened(entry.error(), MESSAGE_CHARS_MAX));
                }
            });
        }
    }

    private String valid(StructureFormat format) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 3); i > 0; i--) {
            text.append(format.write(CRYSTALS.get(random.nextInt(CRYSTALS.size())), "c" + i));
        }
        return text.toString();
    }

    private byte[] damaged(String text) {
        List<String> words = new ArrayList<>(List.of(text.split("(?<=[\\s,:])|(?=[\\s,:])")));
        int changes = random.nextInt(1, CHANGES_MAX + 1);
        for (int i = 0; i < changes; i++) {
            damage(words);
        }
        byte[] bytes = String.join("", words).getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0) {
            bytes = gzipped(bytes);
        }
        if (random.nextInt(4) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(8) == 0
                ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))
                : bytes;
    }

    /** Replaces, adds, takes out, exchanges or repeats a word or some of them. */
    private void damage(List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        int at = random.nextInt(words.size());
        int end = Math.min(words.size(), at + random.nextInt(1, 200));
        switch (random.nextInt(6)) {
            case 0 -> words.set(at, POISON[random.nextInt(POISON.length)]);
            case 1 -> words.add(at, POISON[random.nextInt(POISON.length)]);
            case 2 -> words.subList(at, end).clear();
            case 3 -> words.set(at, words.get(random.nextInt(words.size())));
            case 4 -> words.add(at, repeated(String.join("", words.subList(at, end))));
            default -> words.set(at, repeated(words.get(at)));
        }
    }

    private String repeated(String word) {
        int times = Math.min(1 << random.nextInt(16), REPEATED_CHARS_MAX / (word.length() + 1));
        return word.repeat(Math.max(1, times));
    }

    private static byte[] gzipped(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(compressed)) {
            stream.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}

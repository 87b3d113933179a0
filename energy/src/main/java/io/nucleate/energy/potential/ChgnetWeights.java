package io.nucleate.energy.potential;

import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.digest.DigestUtils;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Fetches the parameters of CHGNet 0.3.0 (BSD-3-Clause, Deng et al., Nature Machine Intelligence 5,
 * 1031, 2023). They are part of the Python package {@code chgnet} 0.4.2. pip downloads its wheel
 * once; the checkpoint in it is checked by SHA-256, read without executing it, and stored in the
 * cache as safetensors.
 */
public final class ChgnetWeights {
    static final String CHECKPOINT_SHA256 =
            "d14ab7c0f093efe64b60a7bcd540bca10e74fb7f46c86108a079af60524659d1";

    private static final String MEMBER =
            "chgnet/pretrained/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar";
    private static final String REQUIREMENT = "chgnet==0.4.2";
    private static final String CACHED = "chgnet-0.3.0.safetensors";
    private static final String WHEELS = "chgnet-0.4.2-*.whl";
    private static final String SHA256 = "checkpoint_sha256";

    private ChgnetWeights() {}

    /** Returns the directory {@code NUCLEATE_CACHE}, or else {@code ~/.cache/nucleate}. */
    static Path defaultCache() {
        String configured = System.getenv("NUCLEATE_CACHE");
        return configured != null
                ? Path.of(configured)
                : Path.of(System.getProperty("user.home"), ".cache", "nucleate");
    }

    /** Tells whether the parameters are in the cache. */
    public static boolean isCached() {
        return Files.exists(defaultCache().resolve(CACHED));
    }

    /**
     * Fetches the parameters into the cache, so that processes that start later find them there.
     *
     * @throws IOException if the parameters cannot be fetched or are not those that were released;
     *     the message names the remedy
     */
    public static void fetch() throws IOException {
        load(defaultCache(), "python3");
    }

    /**
     * Returns the parameters under their PyTorch names.
     *
     * @param python the Python interpreter whose pip may fetch the parameters
     * @throws IOException if the parameters cannot be fetched or are not those that were released;
     *     the message names the remedy
     */
    static SafeTensors load(Path cache, String python) throws IOException {
        Path cached = cache.resolve(CACHED);
        if (Files.exists(cached)) {
            SafeTensors weights = SafeTensors.read(cached);
            if (CHECKPOINT_SHA256.equals(weights.metadata().get(SHA256))) {
                return weights;
            }
        }
        Files.createDirectories(cache);
        Path wheel = wheelIn(cache);
        SafeTensors weights =
                ofCheckpoint(wheel != null ? checkpointIn(wheel) : download(cache, python));
        weights.write(cached);
        return weights;
    }

    private static Path wheelIn(Path directory) throws IOException {
        try (DirectoryStream<Path> wheels = Files.newDirectoryStream(directory, WHEELS)) {
            for (Path wheel : wheels) {
                return wheel;
            }
            return null;
        }
    }

    /**
     * Downloads the wheel and returns the checkpoint in it. The wheel goes to a temporary
     * directory, so that no other process reads half of it.
     */
    private static byte[] download(Path cache, String python) throws IOException {
        Path directory = Files.createTempDirectory(cache, "download");
        Path log = directory.resolve("pip.log");
        List<String> command =
                new ArrayList<>(List.of(python, "-m", "pip", "download", REQUIREMENT));
        command.addAll(List.of(
                "--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet"));
        // All wheels of the release hold the same weights. So any of them will do, whatever Python
        // and machine are here.
        command.addAll(List.of("--platform", "manylinux2014_x86_64", "--implementation", "cp"));
        command.addAll(List.of("--python-version", "3.11", "--abi", "cp311", "--dest"));
        String remedy = "; either make '" + String.join(" ", command) + " " + cache
                + "' work, or put the wheel of " + REQUIREMENT + " into that directory by hand";
        command.add(directory.toString());
        try {
            run(command, log, remedy);
            Path wheel = wheelIn(directory);
            if (wheel == null) {
                throw new IOException("pip fetched no " + WHEELS + remedy);
            }
            return checkpointIn(wheel);
        } finally {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private static void run(List<String> command, Path log, String remedy) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "the weights of CHGNet are fetched with pip, but " + e.getMessage() + remedy,
                    e);
        }
        try {
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                throw new IOException(
                        "fetching " + REQUIREMENT + " took more than 10 minutes" + remedy);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching " + REQUIREMENT, e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            String said = Files.readString(log).strip();
            throw new IOException(
                    "pip could not fetch " + REQUIREMENT + remedy + "; it said: " + said);
        }
    }

    private static byte[] checkpointIn(Path wheel) throws IOException {
        byte[] checkpoint;
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry member = zip.getEntry(MEMBER);
            if (member == null) {
                throw new IOException(wheel + " holds no " + MEMBER + "; delete it and try again");
            }
            checkpoint = zip.getInputStream(member).readAllBytes();
        }
        String sha256 = DigestUtils.sha256Hex(checkpoint);
        if (!sha256.equals(CHECKPOINT_SHA256)) {
            throw new IOException(
                    "the weights in " + wheel + " have SHA-256 " + sha256 + ", not the released "
                            + CHECKPOINT_SHA256 + "; delete the wheel and try again");
        }
        return checkpoint;
    }

    private static SafeTensors ofCheckpoint(byte[] checkpoint) throws IOException {
        Map<?, ?> saved = (Map<?, ?>) unpickled(checkpoint);
        Map<?, ?> state = (Map<?, ?>) ((Map<?, ?>) saved.get("model")).get("state_dict");
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        state.forEach((name, tensor) -> tensors.put((String) name, (SafeTensors.Tensor) tensor));
        return new SafeTensors(
                Map.of(SHA256, CHECKPOINT_SHA256, "model", "CHGNet 0.3.0, BSD-3-Clause"), tensors);
    }

    /**
     * Reads a checkpoint. It goes through a file, because a zip written by {@code torch.save}
     * cannot be read as a stream.
     */
    private static Object unpickled(byte[] checkpoint) throws IOException {
        Path file = Files.createTempFile("chgnet", ".pth");
        try {
            return TorchCheckpoint.read(Files.write(file, checkpoint));
        } finally {
            Files.delete(file);
        }
    }
}

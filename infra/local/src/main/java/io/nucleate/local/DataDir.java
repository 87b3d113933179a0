package io.nucleate.local;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The directory of one run, held by one process at a time. */
public final class DataDir implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RUN = "run.json";

    private final Path path;
    private final FileChannel lockFile;

    /** Identity of a run, which it keeps when it goes on. */
    public record Run(String id, long seed) {}

    private DataDir(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** Creates the directory if it is missing, and takes it. */
    public static DataDir open(Path path) {
        return take(path)
                .orElseThrow(
                        () -> new SystemException("another nucleate up, or an export, is using "
                                + path + "; stop it, or give this one a --data-dir of its own"));
    }

    /**
     * Takes the directory of a run that is not going on.
     *
     * @throws SystemException where there is no run, or an {@code up} is using it, with the remedy
     */
    public static DataDir openStopped(Path path) {
        if (!Files.exists(path.resolve(RUN))) {
            throw new SystemException(
                    "no run in " + path + "; name the directory that up had as --data-dir");
        }
        Optional<DataDir> taken = take(path);
        return taken.orElseThrow(() -> new SystemException("a nucleate up is using " + path
                + "; stop it, or ask its broker instead of the directory: --bootstrap-servers"
                + " 127.0.0.1:9092 (its --kafka-port) --run " + read(path).id()));
    }

    private static Run read(Path path) {
        Path file = path.resolve(RUN);
        try {
            return JSON.readValue(file.toFile(), Run.class);
        } catch (IOException e) {
            throw new SystemException(
                    "cannot read the run's identity " + file + ": " + Failures.describe(e), e);
        }
    }

    /** Empty where another process has it. */
    private static Optional<DataDir> take(Path path) {
        try {
            Files.createDirectories(path.resolve("logs"));
            FileChannel channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new DataDir(path, channel));
        } catch (IOException e) {
            throw new SystemException(
                    "cannot keep data in " + path + ": " + Failures.describe(e)
                            + "; make room or choose another place with --data-dir",
                    e);
        }
    }

    /** Takes the lock; tells whether somebody has it, in another process or in this one. */
    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** The run of this directory; a new one the first time. */
    public Run run(OptionalLong seed) {
        Path file = path.resolve(RUN);
        try {
            if (!Files.exists(file)) {
                Run run = create(seed);
                // Moved into place whole: a crash must not leave half an identity.
                Path draft = Files.write(path.resolve(RUN + ".new"), JSON.writeValueAsBytes(run));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
                return run;
            }
            Run run = read(path);
            if (seed.isPresent() && seed.getAsLong() != run.seed()) {
                throw new SystemException("run " + run.id() + " in " + path + " began with seed "
                        + run.seed() + ", not " + seed.getAsLong()
                        + "; leave --seed out to go on, or choose another --data-dir");
            }
            return run;
        } catch (IOException e) {
            throw new SystemException(
                    "cannot read or write the run's identity " + file + ": " + Failures.describe(e)
                            + "; make room, or choose another place with --data-dir",
                    e);
        }
    }

    public Path broker() {
        return path.resolve("broker");
    }

    Path service(String name) {
        return path.resolve(name);
    }

    Path statistics() {
        return path.resolve("statistics.json");
    }

    public Path log(String process) {
        return path.resolve("logs").resolve(process + ".log");
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new SystemException("cannot release " + path, e);
        }
    }

    private static Run create(OptionalLong seed) {
        SecureRandom random = new SecureRandom();
        String day = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        String id = String.format(Locale.ROOT, "%s-%06x", day, random.nextInt(1 << 24));
        return new Run(id, seed.orElseGet(() -> random.nextInt(Integer.MAX_VALUE)));
    }
}

package io.nucleate.local;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The directory of a broker and its runs, held by one process at a time. One run is its own: that
 * of {@code up}.
 */
public final class DataDir implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RUN = "run.json";

    private static final String LEARNER = Service.LEARNER.module();

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

    /** Returns the run of this directory; empty before its first one. */
    public Optional<Run> run() {
        return Files.exists(path.resolve(RUN)) ? Optional.of(read(path)) : Optional.empty();
    }

    /** Makes another run that of this directory. The one before keeps its files. */
    void replaceRun(Run run) {
        Path file = path.resolve(RUN);
        try {
            Optional<Run> before = run();
            // Moved into place whole: a crash must not leave half an identity.
            Path draft = Files.write(path.resolve(RUN + ".new"), JSON.writeValueAsBytes(run));
            if (before.isPresent()
                    && !before.get().id().equals(run.id())
                    && Files.exists(learner(before.get().id()))) {
                Files.move(
                        learner(before.get().id()),
                        other(before.get().id()),
                        StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SystemException(
                    "cannot write the run's identity " + file + ": " + Failures.describe(e)
                            + "; make room, or choose another place with --data-dir",
                    e);
        }
    }

    public Path path() {
        return path;
    }

    /** Returns where the learner of a run keeps its state. */
    public Path learner(String run) {
        boolean isOwn = run().filter(own -> own.id().equals(run)).isPresent();
        // It may have been moved away for a new run whose start was cut off.
        return isOwn && !Files.exists(other(run)) ? service(LEARNER) : other(run);
    }

    private Path other(String run) {
        return service(LEARNER + "-" + run);
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
}

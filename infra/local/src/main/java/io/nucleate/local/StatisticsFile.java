package io.nucleate.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;

/**
 * What was counted of a run, and up to where in its topics, so that the next start goes on from
 * there. It appears whole or not at all; lost, it is counted again from the topics.
 */
final class StatisticsFile {
    private static final Logger LOG = Logger.getLogger(StatisticsFile.class.getName());
    /** What an earlier release did not count is not there, and is no zero. */
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    private final Path file;

    StatisticsFile(Path file) {
        this.file = file;
    }

    /**
     * What stands in the file.
     *
     * @param offsets by {@code topic-partition}, of the first record that was not counted
     */
    record Stored(RunStatistics.State statistics, Map<String, Long> offsets) {}

    /** Returns what was stored of a run; nothing where that was another run, or nothing. */
    Optional<Stored> load(String run) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Stored stored = JSON.readValue(file.toFile(), Stored.class);
            return Optional.of(stored).filter(one -> one.statistics().run().equals(run));
        } catch (JsonProcessingException e) {
            LOG.warning(() -> file + " cannot be used (" + e.getOriginalMessage()
                    + "); the crystals are counted again");
            return Optional.empty();
        } catch (IOException e) {
            throw new SystemException("cannot read " + file + ": " + Failures.describe(e), e);
        }
    }

    void save(Stored stored) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.write(draft, JSON.writeValueAsBytes(stored));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}

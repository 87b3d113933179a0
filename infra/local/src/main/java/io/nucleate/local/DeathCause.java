package io.nucleate.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in the log of a process that has ended why it did, in one line. */
final class DeathCause {
    /** What the kernel says, in whatever else it is wrapped. */
    static final String DISK_FULL = "No space left on device";

    private static final int LOG_BYTES = 64 << 10;
    private static final int WORDS_MAX = 300;
    private static final Pattern CAUSED_BY = Pattern.compile("^Caused by: (.+)");
    private static final Pattern FAILURE =
            Pattern.compile("\\b(ERROR|FATAL|SEVERE)\\b|^error: |\\w(Exception|Error)\\b");
    /** Class names before a message, several of them where one failure wraps another. */
    private static final Pattern CLASS_NAMES =
            Pattern.compile("^(?:[a-z]\\w*\\.)+[\\w$]*(?:Exception|Error)(?:: |$)");
    /** Time, level, logger and thread, as services and broker write them. */
    private static final Pattern PREFIX =
            Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\S+ +(?:ERROR|FATAL|SEVERE|WARN\\w*|INFO) *"
                    + "(?:\\[[^\\]]*\\] *)?(?:\\([^)]*\\) *)?");

    private DeathCause() {}

    /**
     * Reads what a process wrote.
     *
     * @param from length of the log when the process was started
     * @return nothing if the log does not tell
     */
    static Optional<String> read(Path log, long from) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(Math.min(from, file.length()), file.length() - LOG_BYTES));
            byte[] end = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(end);
            return of(new String(end, StandardCharsets.UTF_8).lines().toList());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The innermost cause of the last failure. */
    static Optional<String> of(List<String> lines) {
        String found = null;
        for (String line : lines) {
            if (line.contains(DISK_FULL)) {
                return Optional.of(DISK_FULL);
            }
            Matcher causedBy = CAUSED_BY.matcher(line);
            if (causedBy.find()) {
                found = causedBy.group(1);
            } else if (!line.startsWith("\t") && FAILURE.matcher(line).find()) {
                found = line;
            }
        }
        return Optional.ofNullable(found).map(DeathCause::plain).filter(text -> !text.isBlank());
    }

    private static String plain(String line) {
        String text = PREFIX.matcher(line).replaceFirst("").strip();
        if (text.startsWith("error: ")) {
            text = text.substring("error: ".length());
        }
        for (Matcher name = CLASS_NAMES.matcher(text);
                name.find() && name.end() < text.length();
                name = CLASS_NAMES.matcher(text)) {
            text = text.substring(name.end());
        }
        return text.length() <= WORDS_MAX ? text : text.substring(0, WORDS_MAX) + " …";
    }
}

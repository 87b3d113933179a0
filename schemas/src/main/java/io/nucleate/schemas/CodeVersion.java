package io.nucleate.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Says which code runs, as the build wrote it into a resource. */
public final class CodeVersion {
    private static final String CURRENT = read();

    private CodeVersion() {}

    /**
     * Returns the version, and where the build knew it the commit, such as
     * {@code 0.3.0+1a2b3c4d5e6f}; {@code -modified} behind it means that files differed from the
     * commit.
     */
    public static String current() {
        return CURRENT;
    }

    private static String read() {
        Properties build = new Properties();
        try (InputStream in = CodeVersion.class.getResourceAsStream("code.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("code.properties", e);
        }
        return text(
                build.getProperty("version"),
                build.getProperty("commit"),
                build.getProperty("dirty"));
    }

    /** @param commit empty where the build knew none, as in a tree without git */
    static String text(String version, String commit, String dirty) {
        return commit.isEmpty()
                ? version
                : version + "+" + commit + (dirty.equals("true") ? "-modified" : "");
    }
}

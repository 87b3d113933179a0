package io.nucleate.crystal.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Damaged files give crystals or errors, within 256 MiB. CONTRIBUTING.md has the command for more
 * of them.
 */
class HostileFilesTest {
    private static final String FILES = System.getProperty("nucleate.hostile.files", "2000");

    @Test
    void damagedFilesAreReadOrRefused() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileFiles.class.getName(),
                        FILES)
                .redirectErrorStream(true)
                .start();
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            // A damage that nothing survives, or that nothing notices, would test nothing.
            assertThat(output).containsPattern("[1-9]\\d* structures, [1-9]\\d* errors");
        } finally {
            process.destroyForcibly();
        }
    }
}

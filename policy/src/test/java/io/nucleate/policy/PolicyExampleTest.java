package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

class PolicyExampleTest {
    private static final Path DOCUMENTED = Path.of("src/main/java/io/nucleate/policy/Policy.java");
    private static final Path COMPILED =
            Path.of("src/test/java/io/nucleate/policy/PolicyExample.java");

    @Test
    void theDocumentationShowsTheExampleThatIsCompiled() throws IOException {
        assertThat(between(DOCUMENTED, " * <pre>{@code", " * }</pre>"))
                .as("lines of %s; copy those of %s", DOCUMENTED, COMPILED)
                .isNotBlank()
                .isEqualTo(
                        between(COMPILED, "    static void run() throws IOException {", "    }"));
    }

    @Test
    void theExamplePrintsThreeTitanates() throws IOException {
        PrintStream standardOutput = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            PolicyExample.run();
        } finally {
            System.setOut(standardOutput);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .allMatch(line -> line.matches(
                        "Ca[0-9]*Ti[0-9]*O[0-9]* in [0-9]+ \\(.+\\), log-density -?[0-9.]+"));
    }

    /** Returns the lines between two others, without their indentation. */
    private static String between(Path file, String first, String last) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int from = lines.indexOf(first) + 1;
        assertThat(from).as("line '%s' of %s", first, file).isPositive();
        List<String> rest = lines.subList(from, lines.size());
        return rest.subList(0, rest.indexOf(last)).stream()
                .map(line -> line.replaceFirst("^ \\* ", "").strip())
                .collect(Collectors.joining("\n"));
    }
}

package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class PotentialExampleTest {
    private static final String PACKAGE = "java/io/nucleate/energy/potential/";

    @Test
    void exampleInTheJavadocIsTheOneThatRuns() throws IOException {
        List<String> shown = linesBetween(
                "src/main/" + PACKAGE + "Potential.java", "* <pre>{@code", "* }</pre>");
        List<String> run =
                linesBetween("src/test/" + PACKAGE + "PotentialExample.java", "// begin", "// end");
        assertThat(shown.stream().map(line -> line.replaceFirst("^\\* *", "")))
                .as("lines of the example in the description of Potential")
                .isNotEmpty()
                .containsExactlyElementsOf(run);
    }

    /** Returns the lines of a file between two others, without their indentation. */
    private static List<String> linesBetween(String file, String first, String last)
            throws IOException {
        List<String> lines =
                Files.readAllLines(Path.of(file)).stream().map(String::strip).toList();
        return lines.subList(lines.indexOf(first) + 1, lines.indexOf(last));
    }

    @Test
    void examplePrintsTheEnergyOfHalite() throws IOException {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            PotentialExample.run();
        } finally {
            System.setOut(console);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).strip())
                .startsWith("-3.666")
                .endsWith(" eV/atom");
    }
}

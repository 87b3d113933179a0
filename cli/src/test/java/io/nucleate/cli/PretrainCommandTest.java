package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Options of {@code pretrain} reach the training: one epoch of the smallest network. */
class PretrainCommandTest extends VerbTest {
    private static final String LINE = "{\"space_group\":%d,\"lattice\":[4,4,4,90,90,90],"
            + "\"sites\":[{\"element\":\"%s\",\"wyckoff\":\"a\",\"xyz\":[0,0,0]},"
            + "{\"element\":\"%s\",\"wyckoff\":\"b\",\"xyz\":[0.5,0.5,0.5]}]}%n";
    private static final String[] SMALLEST = {
        "--layers", "1", "--heads", "1", "--key-size", "2", "--model-size", "4", "--embed-size", "2"
    };

    private Path salts;
    private Path caesium;
    private Path trained;

    /** MgO is held out for the validation. */
    @BeforeEach
    void writeData() throws IOException {
        salts = file(
                "salts.jsonl",
                String.format(Locale.ROOT, LINE, 225, "Na", "Cl")
                        + String.format(Locale.ROOT, LINE, 225, "Mg", "O"));
        caesium = file("caesium.jsonl", String.format(Locale.ROOT, LINE, 221, "Cs", "Cl"));
        trained = directory.resolve("trained");
    }

    private int pretrain(Object... arguments) {
        return run(Stream.of(
                        Stream.of("pretrain", salts, caesium, "-o", trained, "--epochs", 1),
                        Stream.of(SMALLEST),
                        Stream.of(arguments))
                .flatMap(part -> part)
                .toArray());
    }

    private ObjectNode trained() {
        forgetOutput();
        assertThat(run("inspect", trained)).as(err::toString).isZero();
        return lines().get(0);
    }

    private Map<Integer, Double> spaceGroups() {
        Map<Integer, Double> shares = new TreeMap<>();
        trained()
                .get("space_groups")
                .forEach(group -> shares.put(
                        group.get("number").intValue(), group.get("probability").doubleValue()));
        return shares;
    }

    @Test
    void everyFileIsVisitedOnceUnlessTimesSayOtherwise() {
        assertThat(pretrain()).as(err::toString).isZero();
        assertThat(spaceGroups()).isEqualTo(Map.of(221, 0.5, 225, 0.5));
    }

    @Test
    void timesWeighTheFilesInTheirOrder() {
        assertThat(pretrain("--times", "3,1")).as(err::toString).isZero();
        assertThat(spaceGroups()).isEqualTo(Map.of(221, 0.25, 225, 0.75));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "3,1,1", "3,0"})
    void timesThatDoNotFitTheFilesAreRefused(String times) {
        assertThat(pretrain("--times", times)).isEqualTo(2);
        assertThat(err.toString())
                .contains("--times needs a number of at least 1 for each of the 2 files");
        assertThat(trained).doesNotExist();
    }

    @Test
    void theNetworkHasTheSizesThatAreAskedFor() {
        assertThat(pretrain(
                        "--coordinate-components", 3, "--lattice-components", 5, "--max-sites", 7))
                .as(err::toString)
                .isZero();
        JsonNode config = trained().get("config");
        assertThat(config.get("coordinate_components").intValue()).isEqualTo(3);
        assertThat(config.get("lattice_components").intValue()).isEqualTo(5);
        assertThat(config.get("sites_max").intValue()).isEqualTo(7);
        assertThat(config.get("layers").intValue()).isEqualTo(1);
        assertThat(config.get("heads").intValue()).isEqualTo(1);
        assertThat(config.get("key_size").intValue()).isEqualTo(2);
        assertThat(config.get("model_size").intValue()).isEqualTo(4);
        assertThat(config.get("embed_size").intValue()).isEqualTo(2);
    }
}

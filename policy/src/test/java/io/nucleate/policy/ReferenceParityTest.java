package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.tensors.SafeTensors;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-probabilities by part of 80 crystals from 60 space groups, computed in double precision by the authors' code v0.4.2. */
class ReferenceParityTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "wide"})
    void everyPartOfEveryCrystalAgrees(String fixture) throws IOException {
        JsonNode expected = Fixtures.json(fixture).get("crystals");
        List<Crystal> crystals = Fixtures.crystals(fixture);
        try (Policy policy = Fixtures.policy(fixture)) {
            List<LogProb> actual = policy.logProb(crystals);
            assertThat(actual).hasSize(80);
            for (int i = 0; i < actual.size(); i++) {
                JsonNode parts = expected.get(i).get("log_prob");
                assertClose(i, "wyckoff", actual.get(i).wyckoff(), parts);
                assertClose(i, "element", actual.get(i).element(), parts);
                assertClose(i, "coordinate", actual.get(i).coordinate(), parts);
                assertClose(i, "lattice", actual.get(i).lattice(), parts);
            }
        }
    }

    private static void assertClose(int crystal, String part, double actual, JsonNode parts) {
        double expected = parts.get(part).asDouble();
        assertThat(Math.abs(actual - expected))
                .as("%s of crystal %d: %s instead of %s", part, crystal, actual, expected)
                .isLessThanOrEqualTo(1e-4 + 1e-5 * Math.abs(expected));
    }

    /** The parity files. */
    static final class Fixtures {
        static JsonNode json(String name) throws IOException {
            try (InputStream stream = Fixtures.class.getResourceAsStream(name + ".json")) {
                return new ObjectMapper().readTree(stream);
            }
        }

        static Policy policy(String name) throws IOException {
            try (InputStream stream = Fixtures.class.getResourceAsStream(name + ".safetensors")) {
                return Policy.of(SafeTensors.parse(stream.readAllBytes()), Device.cpu());
            }
        }

        static List<Crystal> crystals(String name) throws IOException {
            List<Crystal> crystals = new ArrayList<>();
            for (JsonNode node : json(name).get("crystals")) {
                List<Site> sites = new ArrayList<>();
                for (JsonNode site : node.get("sites")) {
                    JsonNode xyz = site.get("xyz");
                    sites.add(new Site(
                            Element.of(site.get("element").asText()),
                            site.get("wyckoff").asText().charAt(0),
                            xyz.get(0).asDouble(),
                            xyz.get(1).asDouble(),
                            xyz.get(2).asDouble()));
                }
                double[] lattice = new double[6];
                for (int i = 0; i < 6; i++) {
                    lattice[i] = node.get("lattice").get(i).asDouble();
                }
                crystals.add(new Crystal(SpaceGroup.of(node.get("space_group").asInt()), Lattice.of(lattice), sites));
            }
            return crystals;
        }
    }
}

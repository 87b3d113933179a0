package io.nucleate.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as a browser sees it, over a real broker with partitions. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class DashboardServiceTest {
    private static final int CRYSTALS_PER_VERSION = 100;
    private static final int VERSIONS = 4;
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static boolean isFed;

    private final HttpClient client = HttpClient.newHttpClient();

    @TestHTTPResource("/")
    URI root;

    @BeforeEach
    void feed() throws Exception {
        if (!isFed) {
            isFed = true;
            write();
        }
        Instant deadline = Instant.now().plus(WAIT);
        while (json("api/summary").path("totals").path("scored").asLong()
                        < VERSIONS * CRYSTALS_PER_VERSION
                || json("api/summary").path("totals").path("rejected").asLong() < VERSIONS
                || json("api/summary").path("version").asInt() < VERSIONS) {
            assertThat(Instant.now()).as("%s", json("api/summary")).isBefore(deadline);
            Thread.sleep(100);
        }
    }

    /**
     * Every version has one candidate that cannot be scored; each tenth of the others is scored
     * twice.
     */
    private static void write() throws Exception {
        SimulatedRun run = new SimulatedRun("run-1", 7);
        KafkaSettings kafka = new KafkaSettings(ConfigProvider.getConfig()
                .getValue("nucleate.kafka.bootstrap-servers", String.class));
        try (var producer = new KafkaProducer<>(
                kafka.producer("test"), new StringSerializer(), new AnyRecordSerializer())) {
            for (int version = 0; version < VERSIONS; version++) {
                for (int i = 0; i < CRYSTALS_PER_VERSION; i++) {
                    Candidate candidate = run.candidate(version, Instant.now());
                    String key = CandidateIds.text(candidate.getId());
                    Scored scored = run.score(candidate, Instant.now());
                    send(producer, Topic.CANDIDATES, key, candidate);
                    send(producer, Topic.SCORED, key, scored);
                    if (i % 10 == 0) {
                        send(producer, Topic.SCORED, key, scored);
                    }
                }
                Candidate failed = run.candidate(version, Instant.now());
                String key = CandidateIds.text(failed.getId());
                send(producer, Topic.CANDIDATES, key, failed);
                send(producer, Topic.REJECTED, key, SimulatedRun.reject(failed, Instant.now()));
                send(
                        producer,
                        Topic.UPDATES,
                        "" + (version + 1),
                        run.update(version + 1, 100, Instant.now()));
            }
        }
    }

    private static void send(
            KafkaProducer<String, SpecificRecord> producer,
            Topic topic,
            String key,
            SpecificRecord value)
            throws Exception {
        producer.send(new ProducerRecord<>(topic.topicName(), key, value)).get();
    }

    @Test
    void itIsLiveBecauseItsThreadsAskForRecords() throws Exception {
        JsonNode health = json("q/health/live");
        assertThat(health.path("status").asText()).isEqualTo("UP");
        assertThat(health.path("checks")).singleElement().satisfies(check -> {
            assertThat(check.path("name").asText()).isEqualTo("turning");
            assertThat(check.path("data").path("secondsSinceLastTurn").asLong()).isBetween(0L, 60L);
        });
    }

    @Test
    void summaryTellsOfEveryPartitionOnce() throws Exception {
        JsonNode summary = json("api/summary");
        assertThat(summary.path("phase").asText()).isEqualTo("RUNNING");
        assertThat(summary.path("run").asText()).isEqualTo("run-1");
        JsonNode totals = summary.path("totals");
        assertThat(totals.path("sampled").asLong())
                .isEqualTo(VERSIONS * (CRYSTALS_PER_VERSION + 1));
        assertThat(totals.path("scored").asLong()).isEqualTo(VERSIONS * CRYSTALS_PER_VERSION);
        assertThat(totals.path("duplicates").asLong()).isEqualTo(VERSIONS * 10);
        assertThat(totals.path("rejected").asLong()).isEqualTo(VERSIONS);
        assertThat(totals.path("waiting").asLong()).isZero();
        assertThat(summary.path("rates").path("scoredPerSecond").isNumber()).isTrue();
        assertThat(summary.path("protocol").path("potential").asText()).isEqualTo("CHGNet 0.3.0");
        assertThat(summary.path("protocol").path("relaxed").asBoolean()).isTrue();
        assertThat(summary.path("recent").path("crystals").asLong()).isGreaterThanOrEqualTo(300);
        assertThat(Instant.parse(summary.path("now").asText()))
                .isAfter(Instant.parse(summary.path("firstSampledAt").asText()));
    }

    @Test
    void versionsCarryTheirDistribution() throws Exception {
        JsonNode series = json("api/versions?from=1");
        assertThat(series.path("versionsPerRow").asInt()).isEqualTo(1);
        assertThat(series.path("rows")).hasSize(VERSIONS - 1);
        JsonNode row = series.path("rows").get(0);
        assertThat(row.path("version").asInt()).isEqualTo(1);
        assertThat(row.path("crystals").asLong()).isEqualTo(CRYSTALS_PER_VERSION);
        assertThat(row.path("meanReward").asDouble()).isBetween(-2.0, 0.0);
        assertThat(row.path("learner").path("klToPretrained").isNumber()).isTrue();
        long counted = 0;
        for (JsonNode count : row.path("hull").path("counts")) {
            counted += count.asLong();
        }
        assertThat((double) counted / CRYSTALS_PER_VERSION)
                .isCloseTo(1 - row.path("fractionGated").asDouble(), within(1e-9));
    }

    @Test
    void bestCrystalsComeWithFiles() throws Exception {
        JsonNode best = json("api/best?n=5");
        assertThat(best).hasSize(5);
        assertThat(best.get(0).path("judgedEnergyAboveHullEvPerAtom").asDouble())
                .isCloseTo(
                        best.get(0).path("energyAboveHullEvPerAtom").asDouble() + 0.01,
                        within(1e-9));
        String id = best.get(0).path("id").asText();
        HttpResponse<String> symmetric = get("api/structures/" + id + ".cif");
        assertThat(symmetric.statusCode()).isEqualTo(200);
        assertThat(symmetric.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("chemical/x-cif"));
        assertThat(symmetric.body())
                .contains("_space_group_IT_number "
                        + best.get(0).path("spaceGroup").asInt())
                .contains("_atom_site_Wyckoff_symbol")
                .as("the relaxed crystal, whose lengths are whole numbers here")
                .containsPattern("_cell_length_a\\s+\\d+(\\.0+)?\\s");
        HttpResponse<String> expanded = get("api/structures/" + id + ".cif?p1=true");
        assertThat(expanded.body())
                .contains("_space_group_IT_number 1\n")
                .doesNotContain("Wyckoff");
        HttpResponse<String> unknown = get("api/structures/run-1/generator-1/123456.cif");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(CrystalJson.parse(unknown.body()).path("error").asText())
                .contains("run-1/generator-1/123456");
    }

    @Test
    void wrongQuestionsAreTold() throws Exception {
        assertThat(get("api/best?n=-1").statusCode()).isEqualTo(400);
        assertThat(get("api/versions?from=-1").body()).contains("versions count from 0");
    }

    @Test
    void eventsFollowOneAnother() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(root.resolve("api/events")).build();
        HttpResponse<InputStream> reply =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8))) {
            List<String> events = lines.lines()
                    .filter(line -> line.startsWith("data:"))
                    .limit(2)
                    .toList();
            Instant first = Instant.parse(
                    JSON.readTree(events.get(0).substring(5)).path("now").asText());
            Instant second = Instant.parse(
                    JSON.readTree(events.get(1).substring(5)).path("now").asText());
            assertThat(Duration.between(first, second))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
        }
    }

    @Test
    void everythingThatThePageNamesIsServedHere() throws Exception {
        Pattern reference =
                Pattern.compile("(?:href|src)=\"([^\"#]+)\"|(?:from |import\\()'([^']+)'");
        Set<URI> seen = new HashSet<>(Set.of(root));
        Deque<URI> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            URI page = open.pop();
            HttpResponse<String> reply = get(page.toString());
            assertThat(reply.statusCode()).as("%s", page).isEqualTo(200);
            assertThat(reply.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .startsWith("default-src 'self'; img-src 'self' blob:"));
            boolean isOurs = !page.getPath().contains("/webjars/");
            for (Matcher match = reference.matcher(reply.body()); isOurs && match.find(); ) {
                URI target = page.resolve(match.group(1) == null ? match.group(2) : match.group(1));
                assertThat(target.getAuthority()).isEqualTo(root.getAuthority());
                if (seen.add(target)) {
                    open.push(target);
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(8);
    }

    @Test
    void itIsReadyAndMeasured() throws Exception {
        assertThat(json("q/health/ready").path("status").asText()).isEqualTo("UP");
        assertThat(get("q/metrics").body()).contains("jvm_memory_used_bytes");
    }

    private JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(root.resolve(path)).timeout(WAIT).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

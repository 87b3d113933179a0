package io.nucleate.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.Poscar;
import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.dashboard.page.Browser;
import io.nucleate.dashboard.page.NeedsBrowser;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.TestRuns;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.WeightsArchive;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import org.apache.avro.specific.SpecificRecord;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

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
        HttpResponse<String> symmetric = get("api/crystals/" + id + ".cif");
        assertThat(symmetric.statusCode()).isEqualTo(200);
        assertThat(symmetric.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("chemical/x-cif"));
        assertThat(symmetric.body())
                .contains("_space_group_IT_number "
                        + best.get(0).path("spaceGroup").asInt())
                .contains("_atom_site_Wyckoff_symbol")
                .as("the relaxed crystal, whose lengths are whole numbers here")
                .containsPattern("_cell_length_a\\s+\\d+(\\.0+)?\\s");
        HttpResponse<String> expanded = get("api/crystals/" + id + ".cif?p1=true");
        assertThat(expanded.body())
                .contains("_space_group_IT_number 1\n")
                .doesNotContain("Wyckoff");
        HttpResponse<String> unknown = get("api/crystals/run-1/generator-1/123456.cif");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(CrystalJson.parse(unknown.body()).path("error").asText())
                .contains("run-1/generator-1/123456");
    }

    /** Each with the sentence that it is answered with, in part. */
    static Stream<Arguments> wrongQuestions() {
        return Stream.of(
                arguments("api/best?n=-1", 400, "cannot list -1 crystals"),
                arguments("api/best?n=abc", 400, "n=abc is not a whole number"),
                arguments("api/best?n=3&n=4", 400, "'n' is given 2 times"),
                arguments("api/best?m=3", 400, "no parameter 'm' here; there are: n, run"),
                arguments("api/versions?from=-1", 400, "versions count from 0"),
                arguments("api/summary?run=run-0", 404, "no run 'run-0'; there are: run-1"),
                arguments("api/events?run=run-0", 404, "no run 'run-0'"),
                arguments("api/nothing", 404, "nothing at /api/nothing; /api/openapi lists"),
                arguments("api/best/of/all", 404, "nothing at /api/best/of/all"),
                arguments("api/crystals/run-1/g/1.cif?p1=yes", 400, "neither true nor false"),
                arguments("api/discoveries?bandgap=1..2", 400, "there are: all, any, bandGapEv"),
                arguments("api/discoveries?bandGapEv=2", 400, "bandGapEv=2: this is no range"),
                arguments("api/discoveries?known=maybe", 400, "neither true nor false"),
                arguments("api/discoveries?limit=501", 400, "at most 500"),
                arguments("api/discoveries?limit=0", 400, "lists nothing"),
                arguments("api/discoveries?sort=mass", 400, "no such column"),
                arguments("api/discoveries?cursor=abc", 400, "leave it out to begin"),
                arguments("api/discoveries.pdf", 404, "nothing at /api/discoveries.pdf"),
                arguments("api/discoveries.csv?limit=10001", 400, "at most 10000"),
                arguments("api/elements?run=run-0", 404, "no run 'run-0'"));
    }

    @ParameterizedTest
    @MethodSource("wrongQuestions")
    void wrongQuestionsAreAnsweredWithASentence(String path, int status, String sentence)
            throws Exception {
        HttpResponse<String> reply = get(path);
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(JSON.readTree(reply.body()).path("error").asText()).contains(sentence);
    }

    @Test
    void aMethodThatNothingHasIsRefusedAsJson() throws Exception {
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(root.resolve("api/summary")).DELETE().build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(JSON.readTree(reply.body()).path("error").asText()).contains("405");
    }

    @Test
    void aRunCanBeAskedForByName() throws Exception {
        assertThat(json("api/summary?run=run-1").path("totals"))
                .isEqualTo(json("api/summary").path("totals"));
    }

    @Test
    void openApiNamesEveryPath() throws Exception {
        JsonNode paths = json("api/openapi?format=json").path("paths");
        assertThat(paths.fieldNames())
                .toIterable()
                .contains("/api/summary", "/api/versions", "/api/best", "/api/events");
        assertThat(paths.path("/api/best").path("get").path("parameters"))
                .extracting(parameter -> parameter.path("name").asText())
                .containsExactlyInAnyOrder("n", "run");
    }

    @Test
    void whatIsAskedForCompressedComesCompressed() throws Exception {
        HttpResponse<InputStream> reply = client.send(
                HttpRequest.newBuilder(root.resolve("api/versions"))
                        .header("Accept-Encoding", "gzip")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(reply.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(JSON.readTree(new GZIPInputStream(reply.body())).path("rows"))
                .isEqualTo(json("api/versions").path("rows"));
    }

    @Test
    void discoveriesComeInPagesAndLowestFirst() throws Exception {
        JsonNode whole = json("api/discoveries?limit=500");
        int total = whole.path("total").asInt();
        assertThat(total).isGreaterThan(20);
        assertThat(whole.path("items")).hasSize(total);
        assertThat(whole.path("next").isNull()).isTrue();
        assertThat(whole.path("items"))
                .extracting(row -> row.path("energyAboveHullEvPerAtom").asDouble())
                .isSorted()
                .allMatch(energy -> energy < 0.1);
        assertThat(whole.path("items").get(0).path("id"))
                .isEqualTo(json("api/best?n=1").get(0).path("id"));
        JsonNode first = json("api/discoveries?limit=15");
        assertThat(first.path("items")).hasSize(15);
        JsonNode second =
                json("api/discoveries?limit=500&cursor=" + first.path("next").asText());
        assertThat(second.path("items")).hasSize(total - 15);
        assertThat(second.path("items").get(0)).isEqualTo(whole.path("items").get(15));
        JsonNode oxides = json("api/discoveries?all=O&limit=500");
        assertThat(oxides.path("matching").asInt()).isBetween(1, total - 1);
        assertThat(oxides.path("items"))
                .allMatch(row -> row.path("elements").toString().contains("\"O\""));
    }

    @Test
    void whoHasThePageAlreadyIsToldSo() throws Exception {
        HttpResponse<String> first = get("api/discoveries");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = client.send(
                HttpRequest.newBuilder(root.resolve("api/discoveries"))
                        .header("If-None-Match", tag)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        HttpResponse<String> other = client.send(
                HttpRequest.newBuilder(root.resolve("api/discoveries"))
                        .header("If-None-Match", "W/\"other\"")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void discoveriesComeAsFiles() throws Exception {
        int total = json("api/discoveries").path("total").asInt();
        HttpResponse<String> csv = get("api/discoveries.csv");
        assertThat(csv.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"discoveries.csv\"");
        assertThat(csv.body().lines()).hasSize(total + 1);
        assertThat(csv.body()).startsWith("id,formula,space_group,");
        List<String> lines = get("api/discoveries.jsonl").body().lines().toList();
        assertThat(lines).hasSize(total);
        JsonNode best = json("api/discoveries?limit=1").path("items").get(0);
        assertThat(JSON.readTree(lines.get(0)).path("id")).isEqualTo(best.path("id"));
        assertThat(CrystalJson.readCrystal(JSON.readTree(lines.get(0)))
                        .composition()
                        .reducedFormula())
                .isEqualTo(best.path("formula").asText());
        assertThat(get("api/discoveries.xyz").body().lines().filter(line -> line.matches("\\d+")))
                .hasSize(total);
        String one = "ids=" + best.path("id").asText();
        assertThat(get("api/discoveries.cif?" + one).body()).contains("_cell_length_a");
        assertThat(Poscar.read(get("api/discoveries.poscar?" + one).body())
                        .composition()
                        .reducedFormula())
                .isEqualTo(best.path("formula").asText());
        assertThat(zipped("api/discoveries.cif"))
                .hasSize(total)
                .allSatisfy((name, text) -> assertThat(text).contains("_cell_length_a"));
        assertThat(zipped("api/discoveries.poscar?limit=3")).hasSize(3);
    }

    private Map<String, String> zipped(String path) throws Exception {
        HttpResponse<InputStream> reply = client.send(
                HttpRequest.newBuilder(root.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/zip");
        Map<String, String> texts = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(reply.body())) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                texts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    @Test
    void runsElementsAndHealthAreListed() throws Exception {
        JsonNode runs = json("api/runs");
        JsonNode run = runs.get(runs.size() - 1); // others have no candidates yet, and are newer
        assertThat(run.path("run").asText()).isEqualTo("run-1");
        assertThat(run.path("scored").asLong()).isEqualTo(VERSIONS * CRYSTALS_PER_VERSION);
        assertThat(run.path("rewardName").asText()).isEqualTo("ehull");
        JsonNode elements = json("api/elements");
        long oxides = json("api/discoveries?all=O").path("matching").asLong();
        assertThat(elements).anySatisfy(element -> {
            assertThat(element.path("element").asText()).isEqualTo("O");
            assertThat(element.path("discoveries").asLong()).isEqualTo(oxides);
            assertThat(element.path("crystals").asLong()).isGreaterThan(oxides);
            assertThat(element.path("meanEnergyAboveHullEvPerAtom").asDouble()).isLessThan(0.1);
        });
        assertThat(json("api/parts/versions?run=run-1&from=0&to=9&width=0")
                        .path("error")
                        .asText())
                .isEqualTo("width=0 makes no rows; give 1 or more");
        JsonNode health = json("api/health");
        assertThat(health.path("rejected")).hasSize(VERSIONS);
        assertThat(health.path("storedBytes").asLong()).isGreaterThan(1000);
        assertThat(health.path("diskBudgetBytes").isNull()).isTrue();
        assertThat(health.path("rejected").get(0).path("reason").asText())
                .isEqualTo("potential-failed");
        assertThat(health.path("services"))
                .anyMatch(service -> service.path("name").asText().equals("scorer-1")
                        && service.path("alive").asBoolean());
    }

    @Test
    void optimadeListsTheDiscoveries() throws Exception {
        int total = json("api/discoveries").path("total").asInt();
        assertThat(get("optimade/versions").body()).isEqualTo("version\n1\n");
        JsonNode info = json("optimade/v1/info").path("data").path("attributes");
        assertThat(info.path("available_endpoints"))
                .extracting(JsonNode::asText)
                .containsExactly("info", "links", "structures");
        JsonNode properties = json("optimade/v1/info/structures").path("data").path("properties");
        assertThat(properties.path("_nucleate_band_gap").path("unit").asText()).isEqualTo("eV");
        List<String> ids = new ArrayList<>();
        String next = root.resolve("optimade/v1/structures?page_limit=13").toString();
        while (!next.equals("null")) {
            JsonNode page = JSON.readTree(get(next).body());
            assertThat(page.path("meta").path("data_available").asInt()).isEqualTo(total);
            page.path("data").forEach(one -> ids.add(one.path("id").asText()));
            next = page.path("links").path("next").asText();
        }
        assertThat(ids).hasSize(total).doesNotHaveDuplicates();
        JsonNode one = json("optimade/v1/structures/" + ids.get(0)).path("data");
        JsonNode attributes = one.path("attributes");
        assertThat(attributes.path("cartesian_site_positions"))
                .hasSize(attributes.path("nsites").asInt());
        assertThat(attributes.path("species_at_sites"))
                .hasSize(attributes.path("nsites").asInt());
        String oxides = "filter=" + URLEncoder.encode("elements HAS \"O\"", StandardCharsets.UTF_8);
        assertThat(json("optimade/v1/structures?" + oxides).path("meta").path("data_returned"))
                .isEqualTo(json("api/discoveries?all=O").path("matching"));
    }

    @ParameterizedTest
    @CsvSource({
        "v1/structures?filter=mass%3D3, 400",
        "v1/structures?filter=lattice_vectors%20LENGTH%203, 501",
        "v1/structures?page_limit=100000, 403",
        "v1/structures?page_limit=-1, 400",
        "v1/structures?sort=id, 400",
        "v1/structures?response_format=xml, 400",
        "v1/structures?page=3, 400",
        "v9/info, 553",
        "v1/calculations, 404"
    })
    void optimadesErrorsAreThoseOfItsSpecification(String path, int status) throws Exception {
        HttpResponse<String> reply = get("optimade/" + path);
        assertThat(reply.statusCode()).isEqualTo(status);
        JsonNode error = JSON.readTree(reply.body()).path("errors").path(0);
        assertThat(error.path("status").asText()).isEqualTo(Integer.toString(status));
        assertThat(error.path("detail").asText()).isNotEmpty();
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

    /** {@code PageTest} is over made-up answers; these are the service's own. */
    @Test
    @NeedsBrowser
    void pageShowsWhatTheServiceAnswers() {
        try (Browser browser = new Browser()) {
            browser.open(root.resolve("#/"), ".best tbody tr");
            browser.open(root.resolve("#/discoveries"), ".ptable button");
            browser.await(".rows tbody tr");
            browser.click("td .formula");
            browser.await(".viewer canvas");
            for (String part : List.of("hull", "diffraction", "similar")) {
                browser.awaitTrue(part, () -> !browser.text("#part-" + part).isEmpty());
                assertThat(browser.text("#part-" + part)).doesNotStartWith("No ");
            }
            browser.await("#part-diffraction .stick");
            browser.open(root.resolve("#/hull?system=Ca-Ti-O"), "polygon.facet");
            browser.open(root.resolve("#/health"), ".card table");
            assertThat(browser.errors()).isEmpty();
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

    private String bestId() throws Exception {
        return json("api/best?n=1").get(0).path("id").asText();
    }

    @Test
    void aCrystalIsShownInFull() throws Exception {
        String id = bestId();
        JsonNode crystal = json("api/crystals/" + id);
        assertThat(crystal.path("row").path("id").asText()).isEqualTo(id);
        int atoms = CrystalJson.readCrystal(crystal.path("crystal")).atomCount();
        assertThat(CrystalJson.readStructure(crystal.path("conventional")).atomCount())
                .isEqualTo(atoms);
        assertThat(crystal.path("wyckoff"))
                .allMatch(site -> !site.path("siteSymmetry").isNull());
        assertThat(crystal.path("relaxation").path("latticeChangePercent")).hasSize(4);
        assertThat(crystal.path("chargeBalance").path("balanced").isBoolean()).isTrue();
        assertThat(crystal.path("provenance").path("replay").asText())
                .startsWith("./nucleate replay --bootstrap-servers ")
                .endsWith(" " + id);
        HttpResponse<String> unknown = get("api/crystals/run-1/generator-1/123456");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("neither among the best crystals nor a discovery");
    }

    @Test
    void aCrystalComesAsFiles() throws Exception {
        String crystal = "api/crystals/" + bestId();
        assertThat(get(crystal + ".cif").body()).contains("_atom_site_Wyckoff_symbol");
        assertThat(get(crystal + ".cif?p1=true").body()).doesNotContain("Wyckoff");
        HttpResponse<String> poscar = get(crystal + ".poscar");
        assertThat(poscar.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(file -> assertThat(file).endsWith(".vasp\""));
        assertThat(Poscar.read(poscar.body()).atomCount())
                .isEqualTo(Integer.parseInt(
                        get(crystal + ".xyz").body().lines().findFirst().orElseThrow()));
    }

    @Test
    void aCrystalDiffractsByTheLawOfBragg() throws Exception {
        String path = "api/crystals/" + bestId() + "/diffraction";
        JsonNode pattern = json(path);
        assertThat(pattern.path("radiation").asText()).isEqualTo("CuKa");
        double wavelength = pattern.path("wavelengthAngstrom").asDouble();
        double strongest = 0;
        for (JsonNode peak : pattern.path("peaks")) {
            double theta = Math.toRadians(peak.path("twoThetaDegrees").asDouble() / 2);
            assertThat(2 * peak.path("dAngstrom").asDouble() * Math.sin(theta))
                    .isCloseTo(wavelength, within(1e-9));
            assertThat(peak.path("hkl").get(0)).hasSize(3);
            strongest = Math.max(strongest, peak.path("intensityPercent").asDouble());
        }
        assertThat(strongest).isEqualTo(100);
        assertThat(json(path + "?radiation=MoKa").path("peaks").size())
                .isGreaterThan(pattern.path("peaks").size());
        assertThat(get(path + "?radiation=Cu").body())
                .contains("unknown radiation 'Cu'; use CuKa, CuKa1");
    }

    @Test
    void aCrystalHasNeighbours() throws Exception {
        Set<String> reasons = new HashSet<>();
        for (JsonNode best : json("api/best?n=20")) {
            String id = best.path("id").asText();
            JsonNode similar = json("api/crystals/" + id + "/similar");
            assertThat(similar.path("discoveries"))
                    .noneMatch(row -> row.path("id").asText().equals(id));
            similar.path("known").forEach(known -> reasons.add(known.path("why").asText()));
            similar.path("discoveries").forEach(row -> reasons.add("found"));
        }
        assertThat(reasons).contains("same structure type, other elements", "found");
    }

    @Test
    void aSystemHasAHull() throws Exception {
        JsonNode row = json("api/discoveries?limit=1").path("items").get(0);
        List<String> elements = new ArrayList<>();
        row.path("elements").forEach(element -> elements.add(element.asText()));
        JsonNode hull = json("api/hull?system=" + String.join("-", elements));
        assertThat(hull.path("phases"))
                .anyMatch(
                        phase -> phase.path("id").asText().equals(row.path("id").asText()));
        assertThat(hull.path("facets")).isNotEmpty();
        for (JsonNode facet : hull.path("facets")) {
            assertThat(facet).hasSize(elements.size()).allMatch(corner -> hull.path("phases")
                    .get(corner.asInt())
                    .path("isVertex")
                    .asBoolean());
        }
        assertThat(get("api/hull").body()).contains("give one, as system=Li-Fe-O");
        assertThat(get("api/hull?system=Li").body()).contains("2 to 4 different elements");
        assertThat(get("api/hull?system=Li-Xx").statusCode()).isEqualTo(400);
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

    /** Over the interface as the page uses it, and then by the topics. */
    @Test
    void runsAreCheckedStartedPausedAndEnded() throws Exception {
        KafkaSettings kafka = new KafkaSettings(ConfigProvider.getConfig()
                .getValue("nucleate.kafka.bootstrap-servers", String.class));
        RunsTopic runs = new RunsTopic(kafka);
        byte[] weights = {1, 2, 3};
        Run first = TestRuns.of("steered");
        first.setStartWeightsSha256(DigestUtils.sha256Hex(weights));
        runs.start(first, weights);
        assertThat(json("api/steering").path("on").asBoolean()).isTrue();

        JsonNode wrong = post(
                "api/runs/check",
                """
                {"like": "steered", "reward": "ehull +", "conditions": {"formula": "NaCl"}}""",
                200);
        assertThat(wrong.path("problems").path(0).path("field").asText()).isEqualTo("reward");
        assertThat(wrong.path("constraints").asText()).isEqualTo("formula=NaCl");
        assertThat(post("api/runs", "{\"like\": \"steered\", \"reward\": \"bogus\"}", 422)
                        .path("error")
                        .asText())
                .contains("bogus");

        String started = post(
                        "api/runs",
                        "{\"like\": \"steered\", \"reward\": \"fom\", \"seed\": 5}",
                        201)
                .path("run")
                .asText();
        Run run = runs.require(started);
        assertThat(run.getReward()).isEqualTo("fom");
        assertThat(run.getSeed()).isEqualTo(5);
        assertThat(WeightsArchive.read(kafka, started, OptionalInt.of(0))
                        .chosen()
                        .orElseThrow()
                        .safetensors())
                .isEqualTo(weights);

        String state = "api/runs/" + started + "/state";
        post(state, "{\"state\": \"PAUSED\"}", 200);
        assertThat(runs.require(started).getState()).isEqualTo(RunStatus.PAUSED);
        post(state, "{\"state\": \"ENDED\"}", 200);
        assertThat(post(state, "{\"state\": \"RUNNING\"}", 400).path("error").asText())
                .contains("has ended, for good");
        assertThat(post(state, "{\"state\": \"idle\"}", 400).path("error").asText())
                .contains("RUNNING, PAUSED, ENDED");
        post("api/runs/nobody/state", "{\"state\": \"PAUSED\"}", 404);
        post("api/runs/check", "{}", 400);
    }

    /** Bodies that are no JSON, or not said to be, get a sentence too. */
    @Test
    void unreadableRequestsAreToldWhatIsWrong() throws Exception {
        for (String[] wrong : new String[][] {
            {"application/json", "{", "400"},
            {"application/json", "{\"like\": {}}", "400"},
            {"text/plain", "{\"like\": \"steered\"}", "415"}
        }) {
            HttpRequest request = HttpRequest.newBuilder(root.resolve("api/runs/check"))
                    .header("Content-Type", wrong[0])
                    .POST(HttpRequest.BodyPublishers.ofString(wrong[1]))
                    .build();
            HttpResponse<String> reply = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(Integer.parseInt(wrong[2]));
            assertThat(JSON.readTree(reply.body()).path("error").asText()).contains("JSON");
        }
    }

    @Test
    void whoIsNotThisPageCannotSteer() throws Exception {
        HttpRequest foreign = HttpRequest.newBuilder(root.resolve("api/runs/check"))
                .header("Content-Type", "application/json")
                .header("Origin", "http://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString("{\"like\": \"steered\"}"))
                .build();
        HttpResponse<String> reply = client.send(foreign, HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(JSON.readTree(reply.body()).path("error").asText()).contains("this page only");
    }

    private JsonNode post(String path, String body, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> reply = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).as("%s: %s", path, reply.body()).isEqualTo(status);
        return JSON.readTree(reply.body());
    }
}

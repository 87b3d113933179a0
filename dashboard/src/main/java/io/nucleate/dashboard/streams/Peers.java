package io.nucleate.dashboard.streams;

import com.fasterxml.jackson.core.type.TypeReference;

import io.nucleate.dashboard.view.AuditSums;
import io.nucleate.dashboard.view.RunState.NotReadyException;
import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.dashboard.view.UpdateStatistics;
import io.nucleate.dashboard.view.VersionStatistics;
import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.dashboard.view.health.HealthNotes;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Scored;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.state.HostInfo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Asks other instances for their {@link Parts} of the state. */
final class Peers {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_MAX)
            .build();
    private final Deserializer<Scored> decoder = AvroSerde.of(Scored.class).deserializer();

    Map<String, RunTotals> totals(HostInfo peer) {
        return ask(peer, "totals", new TypeReference<>() {});
    }

    TreeMap<Integer, VersionStatistics> versions(
            HostInfo peer, String run, int from, int to, int width) {
        return ask(peer, rows("versions", run, from, to, width), new TypeReference<>() {});
    }

    TreeMap<Integer, AuditSums> audits(HostInfo peer, String run, int from, int to, int width) {
        return ask(peer, rows("audits", run, from, to, width), new TypeReference<>() {});
    }

    TreeMap<Integer, UpdateStatistics> updates(
            HostInfo peer, String run, int from, int to, int width) {
        return ask(peer, rows("updates", run, from, to, width), new TypeReference<>() {});
    }

    Map<String, Long> elements(HostInfo peer, String run) {
        return ask(peer, "elements?run=" + encoded(run), new TypeReference<>() {});
    }

    Stream<Scored> best(HostInfo peer, String run) {
        return records(peer, "best?run=" + encoded(run));
    }

    Optional<Scored> discovery(HostInfo peer, Catalogue.Key key) {
        String asked = "discovery?run=" + encoded(key.run()) + "&protostructure="
                + encoded(key.protostructure());
        return records(peer, asked).findFirst();
    }

    HealthNotes health(HostInfo peer) {
        return ask(peer, "health", new TypeReference<>() {});
    }

    private Stream<Scored> records(HostInfo peer, String asked) {
        return ask(peer, asked, new TypeReference<List<byte[]>>() {}).stream()
                .map(bytes -> decoder.deserialize("", bytes));
    }

    private static String rows(String what, String run, int from, int to, int width) {
        return what + "?run=" + encoded(run) + "&from=" + from + "&to=" + to + "&width=" + width;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** @throws NotReadyException where the instance does not answer, or is not ready itself */
    private <T> T ask(HostInfo peer, String asked, TypeReference<T> type) {
        String address = peer.host() + ":" + peer.port();
        HttpRequest request = HttpRequest.newBuilder()
                .uri(URI.create("http://" + address + "/api/parts/" + asked))
                .timeout(ANSWER_MAX)
                .build();
        try {
            HttpResponse<byte[]> response =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != OK) {
                throw absent(
                        address,
                        "answers " + response.statusCode() + ": "
                                + new String(response.body(), StandardCharsets.UTF_8),
                        null);
            }
            return JsonSerde.MAPPER.readValue(response.body(), type);
        } catch (IOException e) {
            throw absent(address, "does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw absent(address, "has not answered before the end", e);
        }
    }

    private static NotReadyException absent(String address, String what, Exception cause) {
        return new NotReadyException(
                "the dashboard at " + address + ", which has a part of the statistics, " + what,
                cause);
    }
}

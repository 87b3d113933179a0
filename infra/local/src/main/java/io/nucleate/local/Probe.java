package io.nucleate.local;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks a process whether it gets on. */
@FunctionalInterface
interface Probe {
    /** Time for an answer. */
    Duration ANSWER_MAX = Duration.ofSeconds(10);

    /** Tells that it gets on, in time; fails or tells otherwise if it does not. */
    CompletableFuture<Boolean> ask();

    /** Asks a service for its liveness, which means progress. */
    static Probe service(int httpPort) {
        HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
        HttpRequest live = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + httpPort + "/q/health/live"))
                .timeout(ANSWER_MAX)
                .build();
        return () -> client.sendAsync(live, HttpResponse.BodyHandlers.discarding())
                .thenApply(response -> response.statusCode() == 200);
    }

    /** Asks a broker for its cluster. */
    static Probe broker(int port) {
        Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                "127.0.0.1:" + port,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) ANSWER_MAX.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) ANSWER_MAX.toMillis() / 2));
        return () -> admin.describeCluster()
                .nodes()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(nodes -> !nodes.isEmpty());
    }
}

package io.nucleate.local;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Says of each service of a start when it is ready, and last that the run is up. For use by one
 * thread, which calls {@link #tick}.
 *
 * <table>
 * <caption>States of a service</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>starting</td><td>its address answers with status 200</td><td>ready: it is said</td></tr>
 * <tr><td>starting</td><td>it answers otherwise, or not</td><td>starting: asked again</td></tr>
 * </table>
 */
final class StartUp {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final Consumer<String> notices;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
    private final Map<String, URI> starting = new LinkedHashMap<>();
    private final Map<String, String> words = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Boolean>> answers = new LinkedHashMap<>();
    private Optional<String> last = Optional.empty();

    /** @param notices told of each service, and then that the run is up */
    StartUp(Consumer<String> notices) {
        this.notices = notices;
    }

    /** Says something when all that were expected are ready. */
    void finishWith(String words) {
        last = Optional.of(words);
    }

    /** Waits for a service whose health is on a port. */
    void expectService(String name, int port) {
        expect(
                name,
                URI.create("http://127.0.0.1:" + port + "/q/health/ready"),
                name + " is ready");
    }

    /** Waits for the page of the dashboard. */
    void expectDashboard(int port) {
        expect(
                Commands.DASHBOARD,
                URI.create("http://127.0.0.1:" + port + "/"),
                "dashboard: http://localhost:" + port);
    }

    /**
     * Waits for an address.
     *
     * @param words what is said when it answers
     */
    void expect(String name, URI address, String words) {
        starting.put(name, address);
        this.words.put(name, words);
    }

    /** Waits no longer for services that were stopped. */
    void forget(String... names) {
        for (String name : names) {
            starting.remove(name);
        }
    }

    /** Asks what is not ready yet, without waiting for the answers. */
    void tick() {
        for (Map.Entry<String, URI> service : Map.copyOf(starting).entrySet()) {
            String name = service.getKey();
            CompletableFuture<Boolean> answer = answers.get(name);
            if (answer == null || answer.isDone() && !answer.join()) {
                answers.put(name, ask(service.getValue()));
            } else if (answer.isDone()) {
                starting.remove(name);
                notices.accept(words.get(name));
            }
        }
        if (starting.isEmpty()) {
            last.ifPresent(notices);
            last = Optional.empty();
        }
    }

    private CompletableFuture<Boolean> ask(URI address) {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(ANSWER_MAX).build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenApply(response -> response.statusCode() == 200)
                .exceptionally(failure -> false);
    }
}

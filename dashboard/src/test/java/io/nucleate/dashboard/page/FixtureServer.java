package io.nucleate.dashboard.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the page with the files under {@code page} as its data, so that what a browser shows does
 * not depend on a broker. Numbers of these files are made up. It answers the filters that the tests
 * use; the service's own tests are of all of them.
 *
 * <p>{@code main} serves them for who works on the page.
 */
public final class FixtureServer implements AutoCloseable {
    /** As the service's; see application.properties. */
    static final String POLICY = "default-src 'self'; img-src 'self' blob:";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "svg", "image/svg+xml");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> missing;

    /** @param missing beginnings of paths below {@code /api/} that this service does not have */
    public FixtureServer(int port, String... missing) throws IOException {
        this.missing = Set.of(missing);
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::file);
        server.createContext("/api/", this::data);
        server.start();
    }

    public URI root() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void file(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String name = path.equals("/") ? "/index.html" : path;
        try (InputStream content = resource("META-INF/resources" + name)) {
            if (content == null) {
                reply(exchange, 404, "text/plain", new byte[0]);
            } else {
                String type = TYPES.getOrDefault(
                        name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
                reply(exchange, 200, type, content.readAllBytes());
            }
        }
    }

    private void data(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/api/".length());
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        if (missing.stream().anyMatch(path::startsWith)) {
            problem(exchange, "there is no " + path);
        } else if (exchange.getRequestMethod().equals("POST")) {
            steer(exchange, path);
        } else if (path.equals("events")) {
            events(exchange);
        } else if (path.equals("discoveries")) {
            reply(exchange, JSON.writeValueAsBytes(discoveries(query)));
        } else {
            try (InputStream content = resource("page/" + file(path, query))) {
                if (content == null) {
                    problem(exchange, "there is no " + path);
                } else {
                    reply(exchange, content.readAllBytes());
                }
            }
        }
    }

    private static String file(String path, Map<String, String> query) {
        if (path.startsWith("crystals/")) {
            return path.endsWith("/diffraction")
                    ? "diffraction.json"
                    : path.endsWith("/similar") ? "similar.json" : "crystal.json";
        }
        if (path.equals("hull")) {
            return "hull-" + query.get("system").split("-").length + ".json";
        }
        boolean isOther = path.equals("versions") && query.containsKey("run");
        return path + (isOther ? "-other.json" : ".json");
    }

    /** Knows of one wrong reward, and keeps nothing. */
    private static void steer(HttpExchange exchange, String path) throws IOException {
        JsonNode asked = JSON.readTree(exchange.getRequestBody());
        ObjectNode answer = JSON.createObjectNode();
        if (path.equals("runs/check")) {
            boolean isWrong = asked.path("reward").asText().contains("bogus");
            if (isWrong) {
                answer.putArray("problems")
                        .addObject()
                        .put("field", "reward")
                        .put("error", "there is no reward 'bogus'");
            } else {
                answer.putArray("problems");
            }
            answer.put("constraints", asked.path("conditions").path("template").asText());
            answer.putObject("estimate")
                    .put("crystalsPerVersion", 128)
                    .put("runs", 2)
                    .put("crystalsPerSecond", 25.4)
                    .put("secondsPerVersion", 5.04);
        } else if (path.equals("runs")) {
            answer.put("run", "20261130-100000-000001").put("state", "RUNNING");
        } else {
            answer.put("run", path.split("/")[1])
                    .put("state", asked.path("state").asText());
        }
        reply(exchange, JSON.writeValueAsBytes(answer));
    }

    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        JsonNode summary = JSON.readTree(resource("page/summary.json"));
        byte[] event = ("data: " + summary + "\n\n").getBytes(StandardCharsets.UTF_8);
        try (OutputStream content = exchange.getResponseBody()) {
            while (!Thread.currentThread().isInterrupted()) {
                content.write(event);
                content.flush();
                Thread.sleep(1000);
            }
        } catch (IOException | InterruptedException e) {
            // The browser has gone, or the test is over.
            exchange.close();
        }
    }

    private static ObjectNode discoveries(Map<String, String> query) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        JSON.readTree(resource("page/discoveries.json")).forEach(all::add);
        String sort = query.getOrDefault("sort", "energyAboveHullEvPerAtom");
        Comparator<JsonNode> order = order(sort.replaceFirst("^-", ""));
        List<JsonNode> matching = all.stream()
                .filter(row -> matches(row, query))
                .sorted(sort.startsWith("-") ? order.reversed() : order)
                .toList();
        int from = Integer.parseInt(query.getOrDefault("cursor", "0"));
        int to = Math.min(
                matching.size(), from + Integer.parseInt(query.getOrDefault("limit", "50")));
        ObjectNode page = JSON.createObjectNode()
                .put("run", "20261130-081500-a1b2c3")
                .put("total", all.size())
                .put("matching", matching.size());
        page.putArray("items").addAll(matching.subList(from, to));
        return page.put("next", to < matching.size() ? Integer.toString(to) : null);
    }

    private static Comparator<JsonNode> order(String field) {
        return Comparator.<JsonNode>comparingDouble(
                        row -> row.path(field).asDouble(Double.POSITIVE_INFINITY))
                .thenComparing(row -> row.path(field).asText());
    }

    private static boolean matches(JsonNode row, Map<String, String> query) {
        Set<String> elements = new TreeSet<>();
        row.path("elements").forEach(element -> elements.add(element.asText()));
        return query.entrySet().stream().allMatch(condition -> {
            List<String> asked = Arrays.asList(condition.getValue().split(","));
            return switch (condition.getKey()) {
                case "all" -> elements.containsAll(asked);
                case "any" -> asked.stream().anyMatch(elements::contains);
                case "none" -> asked.stream().noneMatch(elements::contains);
                case "formula" -> row.path("formula").asText().equals(condition.getValue());
                case "known" ->
                    row.path("knownMaterial").isNull()
                            != Boolean.parseBoolean(condition.getValue());
                default ->
                    !condition.getValue().contains("..")
                            || isWithin(row.path(condition.getKey()), condition.getValue());
            };
        });
    }

    private static boolean isWithin(JsonNode value, String range) {
        String[] bounds = range.split("\\.\\.", -1);
        return value.isNumber()
                && (bounds[0].isEmpty() || value.asDouble() >= Double.parseDouble(bounds[0]))
                && (bounds[1].isEmpty() || value.asDouble() <= Double.parseDouble(bounds[1]));
    }

    private static Map<String, String> query(String text) {
        Map<String, String> values = new TreeMap<>();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    private static InputStream resource(String name) {
        return FixtureServer.class.getClassLoader().getResourceAsStream(name);
    }

    private static void problem(HttpExchange exchange, String error) throws IOException {
        byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode().put("error", error));
        reply(exchange, 404, "application/json", body);
    }

    private static void reply(HttpExchange exchange, byte[] body) throws IOException {
        reply(exchange, 200, "application/json", body);
    }

    private static void reply(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
        // A browser that waits for what it fetched for the page before would wait for long.
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream content = exchange.getResponseBody()) {
            content.write(body);
        }
    }

    /** Takes the port, 8090 without one. */
    public static void main(String[] args) throws IOException {
        var server = new FixtureServer(args.length == 0 ? 8090 : Integer.parseInt(args[0]));
        System.out.println(server.root());
    }
}

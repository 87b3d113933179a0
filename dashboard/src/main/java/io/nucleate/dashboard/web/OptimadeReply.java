package io.nucleate.dashboard.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.dashboard.view.catalogue.Column;
import io.nucleate.dashboard.view.catalogue.DiscoveryOrder;
import io.nucleate.dashboard.view.optimade.StructureProperty;
import io.nucleate.schemas.CodeVersion;
import io.nucleate.schemas.discovery.Discovery;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads the parameters of a request and writes the reply, by OPTIMADE 1.2. */
final class OptimadeReply {
    static final Set<String> GENERAL = Set.of("response_format", "email_address", "api_hint");
    static final Set<String> ONE = with(GENERAL, "response_fields", "include");
    static final Set<String> LISTS = with(ONE, "filter", "sort", "page_limit", "page_cursor");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API_VERSION = "1.2.0";
    private static final int LIMIT = 20;
    private static final int LIMIT_MAX = 500;

    private final UriInfo uri;
    private final MultivaluedMap<String, String> parameters;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException for one that there is not; those of other providers, which
     *     begin with a name between underscores, are left alone
     */
    OptimadeReply(UriInfo uri, Set<String> known) {
        this.uri = uri;
        parameters = uri.getQueryParameters();
        for (String name : parameters.keySet()) {
            boolean isForeign = name.startsWith("_") && !name.startsWith(StructureProperty.PREFIX);
            if (!known.contains(name) && !isForeign) {
                throw new IllegalArgumentException("there is no parameter '" + name
                        + "' here; there are: " + String.join(", ", new TreeSet<>(known)));
            }
        }
        parameter("response_format").filter(format -> !format.equals("json")).ifPresent(format -> {
            throw new IllegalArgumentException(
                    "response_format=" + format + " is not served; json is");
        });
        parameter("include")
                .filter(include -> !Set.of("", "references").contains(include))
                .ifPresent(include -> {
                    throw new IllegalArgumentException(
                            "include=" + include + " names what structures have no relation to");
                });
    }

    private static Set<String> with(Set<String> names, String... more) {
        Set<String> all = new TreeSet<>(names);
        all.addAll(List.of(more));
        return all;
    }

    /** Returns a parameter; an empty one counts as absent where it says nothing. */
    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.getFirst(name))
                .filter(value -> !value.isEmpty() || name.equals("include"));
    }

    int limit() {
        String text = parameter("page_limit").orElse(Integer.toString(LIMIT));
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("page_limit=" + text + " is not a whole number");
        }
        int limit = Integer.parseInt(text);
        if (limit > LIMIT_MAX) {
            throw new ForbiddenException(
                    "page_limit=" + limit + " is more than a page has; give at most " + LIMIT_MAX);
        }
        return limit;
    }

    DiscoveryOrder order() {
        return parameter("sort").map(OptimadeReply::order).orElse(DiscoveryOrder.BEST);
    }

    private static DiscoveryOrder order(String text) {
        boolean descending = text.startsWith("-");
        String word = descending ? text.substring(1) : text;
        Column column = StructureProperty.named(word)
                .flatMap(StructureProperty::column)
                .orElseThrow(() -> new IllegalArgumentException("sort=" + text
                        + ": structures can be sorted by one of " + sortable().toList()));
        return new DiscoveryOrder(Optional.of(column), descending);
    }

    private static Stream<String> sortable() {
        return Arrays.stream(StructureProperty.values())
                .filter(property -> property.column().isPresent())
                .map(StructureProperty::word);
    }

    /** Returns the fields that are wanted. */
    Set<StructureProperty> fields() {
        Optional<String> names = parameter("response_fields");
        if (names.isEmpty()) {
            return EnumSet.allOf(StructureProperty.class);
        }
        Set<StructureProperty> fields = EnumSet.noneOf(StructureProperty.class);
        for (String name : names.get().split(",")) {
            StructureProperty.named(name).ifPresentOrElse(fields::add, () -> {
                boolean isForeign =
                        name.startsWith("_") && !name.startsWith(StructureProperty.PREFIX);
                if (!isForeign && !StructureProperty.UNKNOWN.contains(name)) {
                    throw new IllegalArgumentException("response_fields=" + name
                            + ": structures have no such property;"
                            + " /optimade/v1/info/structures has all");
                }
            });
        }
        return fields;
    }

    /** Names of fields that are wanted and that no structure here has. */
    private Stream<String> unknownFields() {
        return parameter("response_fields").stream()
                .flatMap(names -> Arrays.stream(names.split(",")))
                .filter(StructureProperty.UNKNOWN::contains);
    }

    ArrayNode structures(Stream<Discovery> found, Set<StructureProperty> fields) {
        ArrayNode entries = JSON.createArrayNode();
        found.forEach(one -> entries.add(structure(one, fields)));
        return entries;
    }

    ObjectNode structure(Discovery one, Set<StructureProperty> fields) {
        ObjectNode entry = JSON.createObjectNode();
        entry.put("id", one.id());
        entry.put("type", "structures");
        ObjectNode attributes = entry.putObject("attributes");
        fields.stream()
                .filter(StructureProperty::isAttribute)
                .forEach(field -> attributes.set(field.word(), JSON.valueToTree(field.of(one))));
        unknownFields().forEach(attributes::putNull);
        return entry;
    }

    static JsonNode nothing() {
        return NullNode.getInstance();
    }

    ObjectNode info() {
        ObjectNode data = JSON.createObjectNode();
        data.put("id", "/");
        data.put("type", "info");
        ObjectNode attributes = data.putObject("attributes");
        attributes.put("api_version", API_VERSION);
        attributes
                .putArray("available_api_versions")
                .addObject()
                .put("url", base() + "/v1")
                .put("version", API_VERSION);
        attributes.putArray("formats").add("json");
        attributes.putArray("available_endpoints").add("info").add("links").add("structures");
        attributes.putObject("entry_types_by_format").putArray("json").add("structures");
        attributes.put("is_index", false);
        return data;
    }

    ObjectNode structuresInfo() {
        ObjectNode data = JSON.createObjectNode();
        data.put("id", "structures");
        data.put("type", "info");
        data.putArray("formats").add("json");
        data.put("description", "Metastable crystals that a run discovered, each kind once.");
        ObjectNode properties = data.putObject("properties");
        ArrayNode output = data.putObject("output_fields_by_format").putArray("json");
        for (StructureProperty property : StructureProperty.values()) {
            ObjectNode one = properties.putObject(property.word());
            one.put("description", property.description());
            one.put("type", property.type().word());
            one.put("sortable", property.column().isPresent());
            property.unit().ifPresent(unit -> one.put("unit", unit));
            output.add(property.word());
        }
        return data;
    }

    ArrayNode links() {
        ArrayNode data = JSON.createArrayNode();
        ObjectNode root = data.addObject();
        root.put("id", "nucleate");
        root.put("type", "links");
        root.putObject("attributes")
                .put("name", "Nucleate")
                .put("description", "The discoveries of a run of Nucleate")
                .put("base_url", base())
                .putNull("homepage")
                .put("link_type", "root");
        return data;
    }

    private String base() {
        return uri.getBaseUri() + "optimade";
    }

    ObjectNode of(JsonNode data, int returned, int available, boolean hasMore) {
        ObjectNode body = meta(uri, returned, available, hasMore);
        body.set("data", data);
        body.putObject("links").putNull("next");
        return body;
    }

    void linkNext(ObjectNode body, String cursor) {
        String next = uri.getRequestUriBuilder()
                .replaceQueryParam("page_cursor", cursor)
                .build()
                .toString();
        body.putObject("links").put("next", next);
    }

    static ObjectNode meta(UriInfo uri, int returned, int available, boolean hasMore) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode meta = body.putObject("meta");
        String request = uri.getRequestUri().toString();
        meta.putObject("query")
                .put("representation", request.substring(request.indexOf("/optimade") + 9));
        meta.put("api_version", API_VERSION);
        meta.put("more_data_available", hasMore);
        meta.put("data_returned", returned);
        meta.put("data_available", available);
        meta.put("time_stamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        meta.putObject("provider")
                .put("name", "Nucleate")
                .put("description", "Crystals discovered by a policy that learns from potentials")
                .put("prefix", "nucleate");
        meta.putObject("implementation")
                .put("name", "Nucleate")
                .put("version", CodeVersion.current());
        return body;
    }
}

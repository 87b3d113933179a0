package io.nucleate.dashboard.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.dashboard.view.DiscoveryReport;
import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.RunState;
import io.nucleate.dashboard.view.catalogue.DiscoveryFilter;
import io.nucleate.dashboard.view.catalogue.DiscoveryOrder;
import io.nucleate.dashboard.view.catalogue.DiscoveryQuery;
import io.nucleate.dashboard.view.catalogue.Page;
import io.nucleate.dashboard.view.catalogue.RowFilter;
import io.nucleate.dashboard.view.optimade.FilterException;
import io.nucleate.dashboard.view.optimade.FilterParser;
import io.nucleate.dashboard.view.optimade.StructureProperty;
import io.nucleate.schemas.discovery.Discovery;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The discoveries of the run that is shown, by OPTIMADE. */
@Path("/optimade")
@Produces(MediaType.APPLICATION_JSON)
public class OptimadeResource {
    private static final String V1 = "/{version: v1(?:\\.2(?:\\.0)?)?}";
    private static final RowFilter ALL = DiscoveryFilter.NONE;

    private final RunReport report;
    private final DiscoveryReport discoveries;

    OptimadeResource(RunReport report, DiscoveryReport discoveries) {
        this.report = report;
        this.discoveries = discoveries;
    }

    @GET
    @Path("/versions")
    @Produces("text/csv;header=present")
    @Operation(summary = "Major versions of OPTIMADE that are served")
    public String versions() {
        return "version\n1\n";
    }

    @GET
    @Path(V1 + "/info")
    @Operation(summary = "What is served")
    public ObjectNode info(@Context UriInfo uri) {
        OptimadeReply reply = new OptimadeReply(uri, OptimadeReply.GENERAL);
        return reply.of(reply.info(), 1, 1, false);
    }

    @GET
    @Path(V1 + "/info/structures")
    @Operation(summary = "Properties of structures")
    public ObjectNode structuresInfo(@Context UriInfo uri) {
        OptimadeReply reply = new OptimadeReply(uri, OptimadeReply.GENERAL);
        return reply.of(reply.structuresInfo(), 1, 1, false);
    }

    @GET
    @Path(V1 + "/links")
    @Operation(summary = "This database itself")
    public ObjectNode links(@Context UriInfo uri) {
        OptimadeReply reply = new OptimadeReply(uri, OptimadeReply.LISTS);
        return reply.of(reply.links(), 1, 1, false);
    }

    @GET
    @Path(V1 + "/structures")
    @Operation(
            summary = "Discoveries",
            description = "filter, sort, page_limit, page_cursor, response_fields")
    public ObjectNode structures(@Context UriInfo uri) {
        OptimadeReply reply = new OptimadeReply(uri, OptimadeReply.LISTS);
        Set<StructureProperty> fields = reply.fields();
        RowFilter filter = reply.parameter("filter").map(FilterParser::parse).orElse(ALL);
        DiscoveryOrder order = reply.order();
        int limit = reply.limit();
        Optional<String> run = report.run();
        Page page = run.isEmpty()
                ? new Page(0, 0, List.of(), Optional.empty())
                : discoveries.page(
                        run.get(),
                        new DiscoveryQuery(filter, order, limit, reply.parameter("page_cursor")));
        ObjectNode body = reply.of(
                reply.structures(discoveries.records(page).map(Discovery::of), fields),
                page.matching(),
                page.total(),
                page.next().isPresent());
        page.next().ifPresent(cursor -> reply.linkNext(body, cursor));
        return body;
    }

    @GET
    @Path(V1 + "/structures/{id: .+}")
    @Operation(summary = "One discovery; its id is run/generator/number")
    public ObjectNode structure(@PathParam("id") String id, @Context UriInfo uri) {
        OptimadeReply reply = new OptimadeReply(uri, OptimadeReply.ONE);
        Set<StructureProperty> fields = reply.fields();
        Optional<Discovery> found = report.discovery(id).map(Discovery::of);
        int total = report.run()
                .map(run ->
                        discoveries.page(run, DiscoveryQuery.first(ALL, DiscoveryOrder.BEST, 1)))
                .map(Page::total)
                .orElse(0);
        return reply.of(
                found.map(one -> (JsonNode) reply.structure(one, fields))
                        .orElseGet(OptimadeReply::nothing),
                found.isPresent() ? 1 : 0,
                total,
                false);
    }

    @GET
    @Path("/{other: .+}")
    @Operation(hidden = true)
    public Response other(@PathParam("other") String other, @Context UriInfo uri) {
        boolean isVersion = other.matches("v\\d.*") && !other.matches("v1(\\.2(\\.0)?)?(/.*)?");
        return OptimadeErrors.reply(
                isVersion ? OptimadeErrors.VERSION_NOT_SUPPORTED : 404,
                isVersion
                        ? "this version is not served; /optimade/versions lists those that are"
                        : "there is nothing at /optimade/" + other,
                uri);
    }

    @ServerExceptionMapper
    Response wrong(IllegalArgumentException e, UriInfo uri) {
        return OptimadeErrors.reply(400, e.getMessage(), uri);
    }

    @ServerExceptionMapper
    Response unanswered(FilterException e, UriInfo uri) {
        return OptimadeErrors.reply(e.isUnsupported() ? 501 : 400, e.getMessage(), uri);
    }

    @ServerExceptionMapper
    Response notReady(RunState.NotReadyException e, UriInfo uri) {
        return OptimadeErrors.reply(503, e.getMessage(), uri);
    }

    @ServerExceptionMapper
    Response refused(ForbiddenException e, UriInfo uri) {
        return OptimadeErrors.reply(403, e.getMessage(), uri);
    }
}

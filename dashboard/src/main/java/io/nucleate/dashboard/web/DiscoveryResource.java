package io.nucleate.dashboard.web;

import io.nucleate.dashboard.view.DiscoveryReport;
import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.catalogue.DiscoveryFilter;
import io.nucleate.dashboard.view.catalogue.DiscoveryList;
import io.nucleate.dashboard.view.catalogue.DiscoveryOrder;
import io.nucleate.dashboard.view.catalogue.DiscoveryQuery;
import io.nucleate.dashboard.view.catalogue.ElementRow;
import io.nucleate.dashboard.view.catalogue.Page;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;

/** The catalogue of discoveries as JSON and as files. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class DiscoveryResource {
    private static final int LIMIT_MAX = 500;
    private static final int FILE_MAX = 10_000;
    private static final String BEST_FIRST = "energyAboveHullEvPerAtom";

    /** Tags of an earlier process do not count, whose catalogue counted its changes from 0 too. */
    private static final String PROCESS = Long.toHexString(System.nanoTime());

    private final RunReport report;
    private final DiscoveryReport discoveries;

    DiscoveryResource(RunReport report, DiscoveryReport discoveries) {
        this.report = report;
        this.discoveries = discoveries;
    }

    @GET
    @Path("/discoveries")
    @Operation(
            summary = "Metastable crystals that passed all guards, each protostructure once",
            description = "Filters hold together. sort is the name of a column, with a minus before"
                    + " it for the highest first; next of a page is the cursor of the next one.")
    public RestResponse<DiscoveryList> list(
            @QueryParam("run") String run,
            @BeanParam DiscoveryParameters filter,
            @QueryParam("sort") @DefaultValue(BEST_FIRST) String sort,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") String cursor,
            @Context Request request) {
        if (limit > LIMIT_MAX) {
            throw new IllegalArgumentException(
                    "limit=" + limit + " is more than a page has; give at most " + LIMIT_MAX);
        }
        DiscoveryQuery query = new DiscoveryQuery(
                filter.filter(), DiscoveryOrder.parse(sort), limit, Optional.ofNullable(cursor));
        String wanted = run(run);
        return ifChanged(request, wanted, () -> discoveries.list(wanted, query));
    }

    @GET
    @Path("/discoveries.{format: csv|jsonl|xyz|cif|poscar}")
    @Produces(MediaType.WILDCARD)
    @Operation(
            summary = "Discoveries as a file",
            description = "The same filters. cif and poscar are a zip where there are several.")
    public Response download(
            @PathParam("format") String format,
            @QueryParam("run") String run,
            @BeanParam DiscoveryParameters filter,
            @QueryParam("sort") @DefaultValue(BEST_FIRST) String sort,
            @QueryParam("limit") Integer limit) {
        if (limit != null && limit > FILE_MAX) {
            throw new IllegalArgumentException(
                    "limit=" + limit + " is more than a file has; give at most " + FILE_MAX);
        }
        DiscoveryFilter wanted = filter.filter();
        Page page = discoveries.page(
                run(run),
                DiscoveryQuery.first(
                        wanted, DiscoveryOrder.parse(sort), limit == null ? FILE_MAX : limit));
        if (limit == null && page.matching() > FILE_MAX) {
            throw new IllegalArgumentException(page.matching() + " discoveries match, and a file"
                    + " has at most " + FILE_MAX + "; ask for fewer, or for the first with limit="
                    + FILE_MAX);
        }
        return new Download(format, page.keys().size()).reply(() -> discoveries.records(page));
    }

    @GET
    @Path("/elements")
    @Operation(summary = "How often each element comes, and how near the hull")
    public RestResponse<List<ElementRow>> elements(
            @QueryParam("run") String run, @Context Request request) {
        String wanted = run(run);
        return ifChanged(request, wanted, () -> discoveries.elements(wanted));
    }

    private String run(String run) {
        return report.of(run)
                .run()
                .orElseThrow(() -> new NoSuchElementException("there is no run yet"));
    }

    /** Answers 304 to who has what there is already. */
    private <T> RestResponse<T> ifChanged(Request request, String run, Supplier<T> answer) {
        EntityTag tag = new EntityTag(PROCESS + "-" + discoveries.changes() + "-" + run, true);
        CacheControl mayKeep = new CacheControl();
        mayKeep.setNoCache(true);
        if (request.evaluatePreconditions(tag) != null) {
            return RestResponse.ResponseBuilder.<T>notModified().tag(tag).build();
        }
        return RestResponse.ResponseBuilder.ok(answer.get())
                .tag(tag)
                .cacheControl(mayKeep)
                .build();
    }
}

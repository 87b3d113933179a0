package io.nucleate.dashboard.web;

import io.nucleate.dashboard.view.BestCrystal;
import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.RunRow;
import io.nucleate.dashboard.view.RunSummary;
import io.nucleate.dashboard.view.VersionSeries;
import io.smallrye.mutiny.Multi;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestStreamElementType;

import java.time.Duration;
import java.util.List;

/** The run as JSON. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class RunResource {
    private static final Duration EVENT_INTERVAL = Duration.ofMillis(500);

    private final RunReport report;
    private final Summaries summaries;

    RunResource(RunReport report, Summaries summaries) {
        this.report = report;
        this.summaries = summaries;
    }

    @GET
    @Path("/runs")
    @Operation(summary = "All runs, the newest first")
    public List<RunRow> runs() {
        return report.runs();
    }

    @GET
    @Path("/summary")
    @Operation(summary = "The run at a glance; phase RESTORING while statistics are read back")
    public RunSummary summary(@QueryParam("run") String run) {
        return report.of(run).summary();
    }

    /** A summary twice a second, for as long as somebody listens. */
    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "A summary twice a second, as server-sent events")
    public Multi<RunSummary> events(@QueryParam("run") String run) {
        report.of(run); // there must be such a run, for a reply that says so
        return Multi.createFrom()
                .ticks()
                .startingAfter(Duration.ofMillis(1))
                .every(EVENT_INTERVAL)
                .onOverflow()
                .drop()
                .map(tick -> summaries.of(run));
    }

    @GET
    @Path("/versions")
    @Operation(summary = "Statistics of the versions of the policy, neighbours taken together")
    public VersionSeries versions(
            @QueryParam("run") String run, @QueryParam("from") @DefaultValue("0") int from) {
        return report.of(run).versions(from);
    }

    @GET
    @Path("/best")
    @Operation(summary = "The crystals lowest above the hull, each protostructure once")
    public List<BestCrystal> best(
            @QueryParam("run") String run, @QueryParam("n") @DefaultValue("20") int count) {
        return report.of(run).best(count);
    }
}

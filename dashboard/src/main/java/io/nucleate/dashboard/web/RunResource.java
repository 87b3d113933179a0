package io.nucleate.dashboard.web;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CifWriter;
import io.nucleate.dashboard.view.BestCrystal;
import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.RunRow;
import io.nucleate.dashboard.view.RunSummary;
import io.nucleate.dashboard.view.VersionSeries;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Scored;
import io.smallrye.mutiny.Multi;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestStreamElementType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The run as JSON. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class RunResource {
    private static final Duration EVENT_INTERVAL = Duration.ofSeconds(1);

    /** Media type of a Crystallographic Information File. */
    private static final String CIF = "chemical/x-cif";

    private final RunReport report;

    RunResource(RunReport report) {
        this.report = report;
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

    /** A summary every second, for as long as somebody listens. */
    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "A summary every second, as server-sent events")
    public Multi<RunSummary> events(@QueryParam("run") String run) {
        RunReport wanted = report.of(run);
        return Multi.createFrom()
                .ticks()
                .startingAfter(Duration.ofMillis(1))
                .every(EVENT_INTERVAL)
                .onOverflow()
                .drop()
                .map(tick -> wanted.summary());
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

    /**
     * Returns one of the best crystals or of the discoveries as a file, as it was evaluated:
     * relaxed, where the scorer relaxes.
     *
     * @param id run/generator/sequence
     * @param isExpanded all atoms of the conventional cell instead of the asymmetric unit
     */
    @GET
    @Path("/structures/{id: .+}.cif")
    @Produces(CIF)
    @Operation(summary = "One of the best crystals, or of the discoveries, as a CIF")
    public Response structure(
            @PathParam("id") String id,
            @QueryParam("p1") @DefaultValue("false") boolean isExpanded) {
        Optional<Scored> scored = report.crystal(id);
        if (scored.isEmpty()) {
            return Problem.reply(
                    Response.Status.NOT_FOUND,
                    id + " is neither among the best crystals nor a discovery, which alone are kept"
                            + " here");
        }
        Crystal crystal = CrystalRecords.read(CrystalRecords.evaluated(scored.get()));
        String name = scored.get().getFormula() + "-" + crystal.spaceGroup().number() + "-"
                + scored.get().getCandidate().getId().getSequence();
        String cif = isExpanded
                ? CifWriter.write(crystal.structure(), name)
                : CifWriter.write(crystal, name);
        return Response.ok(cif)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + name + (isExpanded ? "-p1" : "") + ".cif\"")
                .build();
    }
}

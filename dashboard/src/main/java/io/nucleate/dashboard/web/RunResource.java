package io.nucleate.dashboard.web;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CifWriter;
import io.nucleate.dashboard.view.BestCrystal;
import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.RunState;
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

import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

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

    /** Body of a reply that says why there is no other. */
    public record Problem(String error) {}

    @GET
    @Path("/summary")
    public RunSummary summary() {
        return report.summary();
    }

    /** A summary every second, for as long as somebody listens. */
    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<RunSummary> events() {
        return Multi.createFrom()
                .ticks()
                .startingAfter(Duration.ofMillis(1))
                .every(EVENT_INTERVAL)
                .onOverflow()
                .drop()
                .map(tick -> report.summary());
    }

    @GET
    @Path("/versions")
    public VersionSeries versions(@QueryParam("from") @DefaultValue("0") int from) {
        return report.versions(from);
    }

    @GET
    @Path("/best")
    public List<BestCrystal> best(@QueryParam("n") @DefaultValue("20") int count) {
        return report.best(count);
    }

    /**
     * Returns one of the best crystals as a file, as it was evaluated: relaxed, where the scorer
     * relaxes.
     *
     * @param id run/generator/sequence
     * @param isExpanded all atoms of the conventional cell instead of the asymmetric unit
     */
    @GET
    @Path("/structures/{id: .+}.cif")
    @Produces(CIF)
    public Response structure(
            @PathParam("id") String id,
            @QueryParam("p1") @DefaultValue("false") boolean isExpanded) {
        Optional<Scored> scored = report.crystal(id);
        if (scored.isEmpty()) {
            return problem(
                    Response.Status.NOT_FOUND,
                    id + " is not among the best crystals, which alone are kept here");
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

    @ServerExceptionMapper
    Response badRequest(IllegalArgumentException e) {
        return problem(Response.Status.BAD_REQUEST, e.getMessage());
    }

    @ServerExceptionMapper
    Response notReady(RunState.NotReadyException e) {
        return problem(Response.Status.SERVICE_UNAVAILABLE, e.getMessage());
    }

    private static Response problem(Response.Status status, String error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(new Problem(error))
                .build();
    }
}

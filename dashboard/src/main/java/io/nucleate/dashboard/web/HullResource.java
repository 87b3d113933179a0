package io.nucleate.dashboard.web;

import io.nucleate.dashboard.view.DiscoveryReport;
import io.nucleate.dashboard.view.HullDiagram;
import io.nucleate.dashboard.view.RunReport;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;

import java.util.NoSuchElementException;

/** The convex hull of a chemical system, to be drawn. */
@Path("/api/hull")
@Produces(MediaType.APPLICATION_JSON)
public class HullResource {
    private final RunReport report;
    private final DiscoveryReport discoveries;
    private final Lookups lookups;

    HullResource(RunReport report, DiscoveryReport discoveries, Lookups lookups) {
        this.report = report;
        this.discoveries = discoveries;
        this.lookups = lookups;
    }

    @GET
    @Operation(
            summary = "Known phases and discoveries of 2 to 4 elements, with the lower hull",
            description = "system is their symbols with hyphens between them, such as Li-Fe-O.")
    public HullDiagram hull(@QueryParam("run") String run, @QueryParam("system") String system) {
        if (system == null) {
            throw new IllegalArgumentException("there is no system; give one, as system=Li-Fe-O");
        }
        String wanted = report.of(run)
                .run()
                .orElseThrow(() -> new NoSuchElementException("there is no run yet"));
        return HullDiagram.of(system, wanted, discoveries, lookups.phases());
    }
}

package io.nucleate.dashboard.web;

import io.nucleate.dashboard.streams.DashboardStreams;
import io.nucleate.dashboard.view.health.HealthReport;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who is there and what goes wrong, from memory alone. */
@Path("/api/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
    private final DashboardStreams streams;

    HealthResource(DashboardStreams streams) {
        this.streams = streams;
    }

    @GET
    @Operation(summary = "Services, Kafka, lag, the newest rejections; answers without Kafka, too")
    public HealthReport health() {
        return streams.health();
    }
}

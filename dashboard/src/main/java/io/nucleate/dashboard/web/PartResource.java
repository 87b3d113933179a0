package io.nucleate.dashboard.web;

import io.nucleate.dashboard.streams.Parts;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * What other dashboards ask of this one where they share the work; no interface for anybody else.
 */
@Path("/api/parts")
@Produces(MediaType.APPLICATION_JSON)
public class PartResource {
    private final Parts parts;

    PartResource(Parts parts) {
        this.parts = parts;
    }

    @GET
    @Path("/totals")
    @Operation(hidden = true)
    public byte[] totals() {
        return parts.totals();
    }

    @GET
    @Path("/versions")
    @Operation(hidden = true)
    public byte[] versions(
            @QueryParam("run") String run,
            @QueryParam("from") int from,
            @QueryParam("to") int to,
            @QueryParam("width") int width) {
        return parts.versions(run, from, to, width);
    }

    @GET
    @Path("/audits")
    @Operation(hidden = true)
    public byte[] audits(
            @QueryParam("run") String run,
            @QueryParam("from") int from,
            @QueryParam("to") int to,
            @QueryParam("width") int width) {
        return parts.audits(run, from, to, width);
    }

    @GET
    @Path("/updates")
    @Operation(hidden = true)
    public byte[] updates(
            @QueryParam("run") String run,
            @QueryParam("from") int from,
            @QueryParam("to") int to,
            @QueryParam("width") int width) {
        return parts.updates(run, from, to, width);
    }

    @GET
    @Path("/elements")
    @Operation(hidden = true)
    public byte[] elements(@QueryParam("run") String run) {
        return parts.elements(run);
    }

    @GET
    @Path("/best")
    @Operation(hidden = true)
    public byte[] best(@QueryParam("run") String run) {
        return parts.best(run);
    }

    @GET
    @Path("/discovery")
    @Operation(hidden = true)
    public byte[] discovery(
            @QueryParam("run") String run, @QueryParam("protostructure") String protostructure) {
        return parts.discovery(run, protostructure);
    }

    @GET
    @Path("/health")
    @Operation(hidden = true)
    public byte[] health() {
        return parts.health();
    }
}

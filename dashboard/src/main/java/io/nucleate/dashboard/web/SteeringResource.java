package io.nucleate.dashboard.web;

import io.nucleate.dashboard.steering.RunControl;
import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.RunRow;
import io.nucleate.dashboard.view.steering.NewRunRequest;
import io.nucleate.dashboard.view.steering.RunDraft;
import io.nucleate.dashboard.view.steering.RunEstimate;
import io.nucleate.dashboard.view.steering.SteeringRules;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunStatus;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Starts, pauses, resumes and ends runs, where that is allowed. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class SteeringResource {
    private final SecureRandom random = new SecureRandom();
    private final RunReport report;
    private final RunControl control;
    private final SteeringRules rules;

    SteeringResource(RunReport report, RunControl control, SteeringGuard guard) {
        this.report = report;
        this.control = control;
        this.rules = guard.rules();
    }

    /**
     * Whether runs can be steered here.
     *
     * @param why why not, in a sentence; empty where they can
     */
    public record Steering(boolean on, boolean needsToken, String why) {}

    /** The state that a run should have. */
    public record Change(String state) {}

    /**
     * What would become of a request.
     *
     * @param problems none for one that can be started
     * @param constraints what every candidate would have to be
     */
    public record Check(
            List<RunDraft.Problem> problems,
            String reward,
            String constraints,
            RunEstimate estimate) {}

    /**
     * Why no run was started.
     *
     * @param error a sentence
     */
    public record NotStarted(String error, List<RunDraft.Problem> problems) {}

    /** What is known of a run that has just been changed. */
    public record Changed(String run, String state) {
        static Changed of(Run run) {
            return new Changed(run.getId(), run.getState().name());
        }
    }

    @GET
    @Path("/steering")
    @Operation(summary = "Whether runs can be started, paused and ended here")
    public Steering steering() {
        return new Steering(rules.isOn(), rules.needsToken(), rules.why());
    }

    @POST
    @Path("/runs/{run}/state")
    @Operation(
            summary = "Pauses, resumes or ends a run",
            description = "state is RUNNING, PAUSED or ENDED; what has ended stays so.")
    public Changed change(@PathParam("run") String run, Change change) {
        return Changed.of(control.change(run, state(change), Instant.now()));
    }

    private static RunStatus state(Change change) {
        return Arrays.stream(RunStatus.values())
                .filter(state -> change != null && state.name().equals(change.state()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("state must be one of "
                        + Arrays.stream(RunStatus.values())
                                .map(RunStatus::name)
                                .collect(Collectors.joining(", "))));
    }

    @POST
    @Path("/runs/check")
    @Operation(
            summary = "What a new run would be, without starting it",
            description = "Problems name the field that they are about. The estimate goes by the"
                    + " present pace of all runs.")
    public Check check(NewRunRequest request) {
        RunDraft draft = draft(request);
        List<RunRow> running = report.runs().stream()
                .filter(row -> RunStatus.RUNNING.name().equals(row.state()))
                .toList();
        double scoredPerSecond = running.stream()
                .mapToDouble(row -> report.of(row.run()).summary().rates().scoredPerSecond())
                .sum();
        return new Check(
                draft.problems(),
                draft.run().getReward(),
                draft.run().getConstraints(),
                RunEstimate.of(draft.run(), scoredPerSecond, running.size()));
    }

    @POST
    @Path("/runs")
    @Operation(
            summary = "Starts a run like another one",
            description = "Only 'like' must be given. A running up, or free services, take it on.")
    public Response start(NewRunRequest request) {
        RunDraft draft = draft(request);
        if (!draft.problems().isEmpty()) {
            return Response.status(422)
                    .entity(new NotStarted(draft.problems().get(0).error(), draft.problems()))
                    .build();
        }
        Run run = control.start(draft.run(), request.like(), "newest".equals(request.policy()));
        return Response.status(Response.Status.CREATED).entity(Changed.of(run)).build();
    }

    private RunDraft draft(NewRunRequest request) {
        if (request == null || request.like() == null) {
            throw new IllegalArgumentException(
                    "say which run it should be like: {\"like\": \"RUN\"}");
        }
        return RunDraft.of(request, control.find(request.like()), Instant.now(), random);
    }
}

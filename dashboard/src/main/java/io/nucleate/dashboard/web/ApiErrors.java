package io.nucleate.dashboard.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.nucleate.dashboard.view.RunState;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import java.util.NoSuchElementException;

/**
 * What is answered where there is no result: a sentence, as JSON.
 *
 * <table>
 * <caption>Errors</caption>
 * <tr><th>what happened</th><th>status</th></tr>
 * <tr><td>an {@link IllegalArgumentException}, or {@link ParameterCheck} objects</td>
 *     <td>400</td></tr>
 * <tr><td>the body is no JSON, or has other fields</td><td>400</td></tr>
 * <tr><td>nothing is known of what was asked for, or there is no such path</td><td>404</td></tr>
 * <tr><td>the state is being restored</td><td>503, to be asked again</td></tr>
 * <tr><td>anything else</td><td>500, and the log has it</td></tr>
 * </table>
 */
@Singleton
public class ApiErrors {
    private static final Logger LOG = Logger.getLogger(ApiErrors.class);
    private static final String RETRY_SECONDS = "2";

    /** What no resource and no file answered. */
    void unknownPaths(@Observes Router router) {
        router.route("/api/*").last().handler(context -> context.response()
                .setStatusCode(Response.Status.NOT_FOUND.getStatusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .end(JsonObject.of("error", nothingAt(context.normalizedPath())).encode()));
    }

    private static String nothingAt(String path) {
        return "there is nothing at " + path + "; /api/openapi lists what there is";
    }

    @ServerExceptionMapper
    Response impossible(IllegalArgumentException e) {
        return Problem.reply(Response.Status.BAD_REQUEST, e.getMessage());
    }

    @ServerExceptionMapper
    Response unknown(NoSuchElementException e) {
        return Problem.reply(Response.Status.NOT_FOUND, e.getMessage());
    }

    @ServerExceptionMapper
    Response notReady(RunState.NotReadyException e) {
        return Response.fromResponse(Problem.reply(
                        Response.Status.SERVICE_UNAVAILABLE, e.getMessage() + "; ask again soon"))
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }

    /** A body that is JSON, but not of the fields that are read there. */
    @ServerExceptionMapper
    Response otherJson(MismatchedInputException e) {
        return unreadable(e);
    }

    private static Response unreadable(JsonProcessingException e) {
        return Problem.reply(
                Response.Status.BAD_REQUEST,
                "the body cannot be read as JSON: " + e.getOriginalMessage()
                        + "; /api/openapi says what it may have");
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException e, UriInfo uri) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return unreadable(json);
        }
        int status = e.getResponse().getStatus();
        return Problem.reply(
                status,
                status == Response.Status.NOT_FOUND.getStatusCode()
                        ? nothingAt(uri.getPath())
                        : e.getMessage());
    }

    @ServerExceptionMapper
    Response failed(RuntimeException e, UriInfo uri) {
        LOG.errorf(e, "Cannot answer %s", uri.getRequestUri());
        return Problem.reply(
                Response.Status.INTERNAL_SERVER_ERROR,
                "cannot answer because of an error of the dashboard, which its log has");
    }
}

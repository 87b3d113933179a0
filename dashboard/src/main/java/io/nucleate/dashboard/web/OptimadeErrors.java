package io.nucleate.dashboard.web;

import com.fasterxml.jackson.databind.node.ObjectNode;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** Errors as OPTIMADE wants them. */
final class OptimadeErrors {
    /** A status of OPTIMADE's own. */
    static final int VERSION_NOT_SUPPORTED = 553;

    private OptimadeErrors() {}

    static Response reply(int status, String detail, UriInfo uri) {
        ObjectNode body = OptimadeReply.meta(uri, 0, 0, false);
        ObjectNode error = body.putArray("errors").addObject();
        error.put("status", Integer.toString(status));
        error.put("title", title(status));
        error.put("detail", detail);
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body)
                .build();
    }

    private static String title(int status) {
        if (status == VERSION_NOT_SUPPORTED) {
            return "Version Not Supported";
        }
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}

package io.nucleate.dashboard.web;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Body of a reply that says in a sentence why there is no other. */
public record Problem(String error) {
    static Response reply(Response.Status status, String error) {
        return reply(status.getStatusCode(), error);
    }

    static Response reply(int status, String error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(new Problem(error))
                .build();
    }
}

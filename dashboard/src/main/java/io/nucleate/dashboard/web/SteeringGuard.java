package io.nucleate.dashboard.web;

import io.nucleate.dashboard.view.steering.SteeringRules;
import io.quarkus.runtime.Startup;

import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import java.util.Optional;
import java.util.Set;

/** Refuses requests that would change something, unless {@link SteeringRules} allow them. */
@Singleton
@Startup // so that settings which cannot be are told of at the start
public class SteeringGuard {
    private static final Set<String> READING =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final SteeringRules rules;

    SteeringGuard(
            @ConfigProperty(name = "nucleate.dashboard.steering") String mode,
            @ConfigProperty(name = "nucleate.dashboard.token") Optional<String> token,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        rules = SteeringRules.of(mode, token, host);
    }

    SteeringRules rules() {
        return rules;
    }

    @ServerRequestFilter
    Optional<Response> guard(ContainerRequestContext request) {
        if (READING.contains(request.getMethod())) {
            return Optional.empty();
        }
        return rules.refusal(
                        request.getHeaderString(HttpHeaders.CONTENT_TYPE),
                        request.getHeaderString(HttpHeaders.AUTHORIZATION),
                        request.getUriInfo().getRequestUri().getRawAuthority(),
                        request.getHeaderString("Origin"))
                .map(refusal -> Problem.reply(refusal.status(), refusal.sentence()));
    }
}

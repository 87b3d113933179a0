package io.nucleate.scorer.service;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import java.util.Optional;

/** Reports the service as ready when the potential is loaded and candidates are being taken. */
@Readiness
@ApplicationScoped
public class ScorerReadiness implements HealthCheck {
    private final ScorerService service;

    ScorerReadiness(ScorerService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("scoring");
        if (!service.isScoring()) {
            return response.down().build();
        }
        Optional<String> standing = service.standing();
        standing.ifPresent(reason -> response.withData("standing", reason));
        return response.status(standing.isEmpty()).build();
    }
}

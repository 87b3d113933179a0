package io.nucleate.scorer.service;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

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
        return HealthCheckResponse.named("scoring").status(service.isScoring()).build();
    }
}

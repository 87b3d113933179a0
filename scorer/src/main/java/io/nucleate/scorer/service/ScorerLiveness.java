package io.nucleate.scorer.service;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

import java.time.Duration;

/**
 * Live while both lanes turn. A lane may wait for the potential until its deadline has passed, when
 * the process ends by itself; anything longer is a hang elsewhere.
 */
@Liveness
@ApplicationScoped
public class ScorerLiveness implements HealthCheck {
    private final ScorerService service;
    private final Duration liveWithin;

    ScorerLiveness(
            ScorerService service,
            @ConfigProperty(name = "nucleate.live-within", defaultValue = "PT5M")
                    Duration liveWithin) {
        this.service = service;
        this.liveWithin = liveWithin;
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = service.silence();
        return HealthCheckResponse.named("turning")
                .status(silence.minus(service.deadline()).compareTo(liveWithin) < 0)
                .withData("secondsSinceLastTurn", silence.toSeconds())
                .build();
    }
}

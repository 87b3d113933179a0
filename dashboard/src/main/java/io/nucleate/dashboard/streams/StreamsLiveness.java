package io.nucleate.dashboard.streams;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

import java.time.Duration;

/** Live while the threads of Kafka Streams ask for records. */
@Liveness
@ApplicationScoped
public class StreamsLiveness implements HealthCheck {
    private final DashboardStreams streams;
    private final Duration liveWithin;

    StreamsLiveness(
            DashboardStreams streams,
            @ConfigProperty(name = "nucleate.live-within", defaultValue = "PT5M")
                    Duration liveWithin) {
        this.streams = streams;
        this.liveWithin = liveWithin;
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = streams.silence();
        return HealthCheckResponse.named("turning")
                .status(silence.compareTo(liveWithin) < 0)
                .withData("secondsSinceLastTurn", silence.toSeconds())
                .build();
    }
}

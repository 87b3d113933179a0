package io.nucleate.learner.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.learner.reinforcement.ReinforcementTraining;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LoopThread;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunFollower;
import io.nucleate.schemas.RunServer;
import io.nucleate.schemas.RunStatus;
import io.nucleate.tensors.Devices;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs the {@link LearnerLoop} of a run, of one run after the other, for as long as the process
 * lives; when a loop fails, the process ends with it.
 */
@ApplicationScoped
public class LearnerService {
    private static final Logger LOG = Logger.getLogger(LearnerService.class);

    /** Longer than an update takes. */
    private static final Duration STOP_MAX = Duration.ofSeconds(15);

    private final LearnerSettings settings;
    private final MeterRegistry registry;

    @ConfigProperty(name = "nucleate.kafka.bootstrap-servers")
    String bootstrapServers;

    @ConfigProperty(name = "nucleate.run")
    Optional<String> run;

    @ConfigProperty(name = "nucleate.name")
    String name;

    @ConfigProperty(name = "nucleate.device")
    String device;

    private RunServer<LearnerLoop> server;
    private LoopThread thread;

    LearnerService(LearnerSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        KafkaSettings kafka = new KafkaSettings(bootstrapServers);
        server = new RunServer<>(
                new RunFollower(kafka, name), run, (served, state) -> loop(kafka, served, state));
        thread = LoopThread.start("learner", server, server::stop, failure -> {
            // Whoever watches this process starts another, which goes on from the newest
            // checkpoint, or ends with the reason where another learner leads the run.
            LOG.error("learning cannot go on", failure);
            Quarkus.asyncExit(1);
        });
    }

    private StateStorage storage(String place) {
        return place.startsWith(S3Storage.SCHEME)
                ? S3Storage.of(place, settings.s3Endpoint())
                : new DirectoryStorage(Path.of(place));
    }

    private LearnerLoop loop(KafkaSettings kafka, Run served, Supplier<RunStatus> state) {
        ReinforcementSettings reinforcement = LearningRecords.reinforcement(served.getLearning());
        LOG.infof("%s learns run %s: %s", name, served.getId(), reinforcement);
        return new LearnerLoop(
                served,
                state,
                directory(served),
                ReinforcementTraining.loader(
                        reinforcement,
                        Constraints.parse(served.getConstraints()),
                        Devices.of(device),
                        served.getDeterministic() ? 1 : settings.threads()),
                Host.REAL,
                kafka,
                kafka.connectConsumer(name),
                new ProgressTracker(
                        served.getId(),
                        reinforcement.windowSize(),
                        settings.standingAfter(),
                        settings.unrewardedMax(),
                        Instant.now()),
                registry);
    }

    private LearnerDirectory directory(Run served) {
        try {
            return LearnerDirectory.of(settings.dataDir(), served.getId(), this::storage);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (thread != null) {
            thread.stop(STOP_MAX);
        }
    }

    /**
     * Returns whether it works. A method, because the fields of a bean's proxy are not the bean's.
     */
    boolean isAlive() {
        return thread != null && thread.isAlive();
    }

    /** Returns the time since the last turn of the loop began; a run is waited for in turns. */
    Duration silence() {
        return loop().map(LearnerLoop::silence).orElse(Duration.ZERO);
    }

    /** Returns the loop at work; empty while it waits for a run. */
    Optional<LearnerLoop> loop() {
        return server.current();
    }

    /** Returns what it waits for; empty while it serves a run. */
    String waitsFor() {
        return server.waitsFor();
    }

    /** Ready while it learns and does not stand still, and while there is no run to learn. */
    @Readiness
    @ApplicationScoped
    static class LearnerReadiness implements HealthCheck {
        private final LearnerService service;

        LearnerReadiness(LearnerService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("learning");
            Optional<LearnerLoop> loop = service.loop();
            if (!service.isAlive()) {
                return response.down().build();
            }
            if (loop.isEmpty()) {
                return response.withData("waits", service.waitsFor()).up().build();
            }
            response.withData("run", loop.get().runId());
            Optional<String> standing = loop.get().standing();
            standing.ifPresent(reason -> response.withData("standing", reason));
            return response.status(standing.isEmpty()).build();
        }
    }

    /**
     * Live while the loop turns. One that hangs, for example in a call of native code, is not; who
     * watches the process starts another one.
     */
    @Liveness
    @ApplicationScoped
    static class LearnerLiveness implements HealthCheck {
        private final LearnerService service;
        private final Duration liveWithin;

        LearnerLiveness(
                LearnerService service,
                @ConfigProperty(name = "nucleate.live-within", defaultValue = "PT5M")
                        Duration liveWithin) {
            this.service = service;
            this.liveWithin = liveWithin;
        }

        @Override
        public HealthCheckResponse call() {
            Duration silence = service.silence();
            return HealthCheckResponse.named("turning")
                    .status(silence.compareTo(liveWithin) < 0)
                    .withData("secondsSinceLastTurn", silence.toSeconds())
                    .build();
        }
    }
}

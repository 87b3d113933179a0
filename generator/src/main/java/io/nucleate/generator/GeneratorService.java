package io.nucleate.generator;

import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.Blocks;
import io.nucleate.schemas.CodeVersion;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LoopThread;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunFollower;
import io.nucleate.schemas.RunSampling;
import io.nucleate.schemas.RunServer;
import io.nucleate.schemas.RunSettings;
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

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs the {@link GeneratorLoop} of a run, of one run after the other, for as long as the process
 * lives; when a loop fails, the process ends with it.
 */
@ApplicationScoped
public class GeneratorService {
    private static final Logger LOG = Logger.getLogger(GeneratorService.class);

    /** Longer than a batch takes. */
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final GeneratorSettings settings;
    private final MeterRegistry registry;

    @ConfigProperty(name = "nucleate.kafka.bootstrap-servers")
    String bootstrapServers;

    @ConfigProperty(name = "nucleate.run")
    Optional<String> run;

    @ConfigProperty(name = "nucleate.name")
    String name;

    @ConfigProperty(name = "nucleate.device")
    String device;

    private RunServer<GeneratorLoop> server;
    private LoopThread thread;

    GeneratorService(GeneratorSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        KafkaSettings kafka = new KafkaSettings(bootstrapServers);
        server = new RunServer<>(
                new RunFollower(kafka, name), run, (served, state) -> loop(kafka, served, state));
        thread = LoopThread.start("generator", server, server::stop, failure -> {
            // Whoever watches this process starts another; what was published stays.
            LOG.error("sampling cannot go on", failure);
            Quarkus.asyncExit(1);
        });
    }

    private GeneratorLoop loop(KafkaSettings kafka, Run served, Supplier<RunStatus> state) {
        RunSampling sampling = served.getSampling();
        Constraints constraints = Constraints.parse(served.getConstraints());
        LOG.infof(
                "%s samples for run %s%s",
                name,
                served.getId(),
                served.getConstraints().isEmpty() ? "" : " under " + served.getConstraints());
        return new GeneratorLoop(
                new GeneratorLoop.Identity(
                        served.getId(),
                        name,
                        served.getSeed(),
                        RunSettings.sha256(served),
                        CodeVersion.current()),
                state,
                SamplingRecords.draws(sampling),
                SubstitutionSource.of(sampling, constraints),
                LoadedPolicy.Loader.of(constraints, Devices.of(device)),
                Blocks.of(served),
                kafka,
                new Pace.Settings(
                        sampling.getBatchSize(),
                        sampling.getAheadMax(),
                        settings.lostAfter(),
                        settings.standingAfter()),
                Host.REAL,
                registry);
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
        return loop().map(GeneratorLoop::silence).orElse(Duration.ZERO);
    }

    /** Returns the loop at work; empty while it waits for a run. */
    Optional<GeneratorLoop> loop() {
        return server.current();
    }

    /** Returns what it waits for; empty while it serves a run. */
    String waitsFor() {
        return server.waitsFor();
    }

    /**
     * Ready once it has weights, and while it samples and does not stand still; and while there is
     * no run to sample for.
     */
    @Readiness
    @ApplicationScoped
    static class GeneratorReadiness implements HealthCheck {
        private final GeneratorService service;

        GeneratorReadiness(GeneratorService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("sampling");
            Optional<GeneratorLoop> loop = service.loop();
            if (!service.isAlive()) {
                return response.down().build();
            }
            if (loop.isEmpty()) {
                return response.withData("waits", service.waitsFor()).up().build();
            }
            response.withData("run", loop.get().runId());
            response.withData("policyVersion", loop.get().version());
            Optional<String> standing = loop.get().standing();
            standing.ifPresent(reason -> response.withData("standing", reason));
            return response.status(loop.get().version() >= 0 && standing.isEmpty())
                    .build();
        }
    }

    /**
     * Live while the loop turns. One that hangs, for example in a call of native code, is not; who
     * watches the process starts another one.
     */
    @Liveness
    @ApplicationScoped
    static class GeneratorLiveness implements HealthCheck {
        private final GeneratorService service;
        private final Duration liveWithin;

        GeneratorLiveness(
                GeneratorService service,
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

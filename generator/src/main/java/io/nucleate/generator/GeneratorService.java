package io.nucleate.generator;

import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.Blocks;
import io.nucleate.schemas.CodeVersion;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LoopThread;
import io.nucleate.schemas.ShortHash;
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
import java.util.OptionalInt;

/**
 * Runs a {@link GeneratorLoop} for as long as the process lives; when the loop fails, the process
 * ends with it.
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
    String run;

    @ConfigProperty(name = "nucleate.name")
    String name;

    @ConfigProperty(name = "nucleate.device")
    String device;

    @ConfigProperty(name = "nucleate.seed")
    long seed;

    /** Candidates of a block of a deterministic run, the same for generator and learner. */
    @ConfigProperty(name = "nucleate.block-size")
    OptionalInt blockSize;

    @ConfigProperty(name = "nucleate.constraints")
    Optional<String> constraints;

    private GeneratorLoop loop;
    private LoopThread thread;

    GeneratorService(GeneratorSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        Pace.Settings pace = new Pace.Settings(
                settings.batchSize(),
                settings.aheadMax(),
                settings.lostAfter(),
                settings.standingAfter());
        loop = new GeneratorLoop(
                new GeneratorLoop.Identity(
                        run, name, seed, settingsSha256(), CodeVersion.current()),
                settings.sampling(),
                LoadedPolicy.Loader.of(
                        Constraints.parse(constraints.orElse("")), Devices.of(device)),
                blockSize.isPresent()
                        ? Optional.of(new Blocks(blockSize.getAsInt()))
                        : Optional.empty(),
                new KafkaSettings(bootstrapServers),
                pace,
                Host.REAL,
                registry);
        LOG.infof(
                "%s samples for run %s%s",
                name, run, constraints.map(text -> " under " + text).orElse(""));
        thread = LoopThread.start("generator", loop, loop::stop, failure -> {
            // Whoever watches this process starts another; what was published stays.
            LOG.error("sampling cannot go on", failure);
            Quarkus.asyncExit(1);
        });
    }

    private String settingsSha256() {
        return ShortHash.ofText(settings.sampling() + " batch of " + settings.batchSize() + " seed "
                + seed + " " + constraints.orElse(""));
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (thread != null) {
            thread.stop(STOP_MAX);
        }
    }

    /**
     * Returns the version that it samples with; -1 while it does not. A method, because the fields
     * of a bean's proxy are not the bean's.
     */
    int policyVersion() {
        return thread != null && thread.isAlive() ? loop.version() : -1;
    }

    /** Returns the time since the last turn of the loop began. */
    Duration silence() {
        return loop.silence();
    }

    /** Returns why it stands still; empty while it goes on. */
    Optional<String> standing() {
        return loop.standing();
    }

    /** Ready once it has weights, and while it samples and does not stand still. */
    @Readiness
    @ApplicationScoped
    static class GeneratorReadiness implements HealthCheck {
        private final GeneratorService service;

        GeneratorReadiness(GeneratorService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            int version = service.policyVersion();
            HealthCheckResponseBuilder response =
                    HealthCheckResponse.named("sampling").withData("policyVersion", version);
            if (version < 0) {
                return response.down().build();
            }
            Optional<String> standing = service.standing();
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

package io.nucleate.learner.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.learner.reinforcement.ProximalPolicyOptimization;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.Blocks;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LoopThread;
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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Runs a {@link LearnerLoop} for as long as the process lives; when the loop fails, the process
 * ends with it.
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
    String run;

    @ConfigProperty(name = "nucleate.name")
    String name;

    @ConfigProperty(name = "nucleate.device")
    String device;

    /** Candidates of a block of a deterministic run, the same for generator and learner. */
    @ConfigProperty(name = "nucleate.block-size")
    OptionalInt blockSize;

    @ConfigProperty(name = "nucleate.constraints")
    Optional<String> constraints;

    private LearnerLoop loop;
    private LoopThread thread;

    LearnerService(LearnerSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        KafkaSettings kafka = new KafkaSettings(bootstrapServers);
        Constraints bounds = Constraints.parse(constraints.orElse(""));
        loop = new LearnerLoop(
                run,
                settings.reinforcement(),
                bounds,
                blockSize.isPresent()
                        ? Optional.of(new Blocks(blockSize.getAsInt()))
                        : Optional.empty(),
                new LearnerDirectory(storage(), settings.initialWeights()),
                ProximalPolicyOptimization.loader(
                        settings.reinforcement(), bounds, Devices.of(device)),
                Host.REAL,
                kafka,
                kafka.connectConsumer(name),
                new ProgressTracker(
                        run,
                        settings.reinforcement().batchSize(),
                        settings.standingAfter(),
                        settings.unrewardedMax(),
                        Instant.now()),
                registry);
        LOG.infof("%s learns run %s: %s", name, run, settings.reinforcement());
        thread = LoopThread.start("learner", loop, loop::stop, failure -> {
            // Whoever watches this process starts another, which goes on from the newest
            // checkpoint, or ends with the reason where another learner leads the run.
            LOG.error("learning cannot go on", failure);
            Quarkus.asyncExit(1);
        });
    }

    private StateStorage storage() {
        String place = settings.dataDir();
        return place.startsWith(S3Storage.SCHEME)
                ? S3Storage.of(place, settings.s3Endpoint())
                : new DirectoryStorage(Path.of(place));
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (thread != null) {
            thread.stop(STOP_MAX);
        }
    }

    /**
     * Returns whether it learns. A method, because the fields of a bean's proxy are not the bean's.
     */
    boolean isLearning() {
        return thread != null && thread.isAlive();
    }

    /** Returns the time since the last turn of the loop began. */
    Duration silence() {
        return loop.silence();
    }

    /** Returns why it stands still; empty while it goes on. */
    Optional<String> standing() {
        return loop.standing();
    }

    /** Ready while it learns and does not stand still. */
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
            if (!service.isLearning()) {
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

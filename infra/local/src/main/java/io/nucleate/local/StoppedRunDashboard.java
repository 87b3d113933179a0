package io.nucleate.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The dashboard over a run that {@code up} has stopped. Nothing of the run goes on. One use. */
public final class StoppedRunDashboard {
    /** Nobody would take on a run. */
    private static final Map<String, String> NO_STEERING =
            Map.of("nucleate.dashboard.steering", "off");

    private static final Duration STOP = Duration.ofSeconds(25);
    private static final Duration TICK = Duration.ofMillis(250);

    private final Path dataDir;
    private final int port;
    private final Installation installation;
    private final Consumer<String> notices;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** @param notices told in words what happens */
    public StoppedRunDashboard(
            Path dataDir, int port, Installation installation, Consumer<String> notices) {
        this.dataDir = dataDir;
        this.port = port;
        this.installation = installation;
        this.notices = notices;
    }

    /** Asks {@link #run} to stop and return; from any thread. */
    public void requestStop() {
        stop.countDown();
    }

    /**
     * Shows the run until {@link #requestStop}.
     *
     * @throws SystemException where there is no run, it is going on, the port is in use, or the
     *     dashboard dies again and again
     */
    public void run() throws InterruptedException {
        Ports.requireFree(port, "--dashboard-port");
        Supervisor supervisor = new Supervisor(notices);
        StartUp startUp = new StartUp(notices);
        try (StoppedRun stopped = StoppedRun.open(dataDir)) {
            Commands commands = new Commands(installation, stopped.dataDir());
            supervisor.start(
                    commands.dashboard(port, stopped.run().id(), stopped.kafka(), NO_STEERING));
            startUp.expectDashboard(port);
            try {
                while (!stop.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                    supervisor.tick();
                    startUp.tick();
                }
            } finally {
                supervisor.stop(STOP, Commands.DASHBOARD);
            }
        }
    }
}

package io.nucleate.local;

import io.nucleate.energy.potential.ChgnetWeights;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.TopicAdmin;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The loop on one machine: a broker and every service as processes of their own, from a data
 * directory that remembers the run. One use each.
 */
public final class LocalSystem {
    private static final Duration BROKER_START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(25);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final int TICKS_PER_SAMPLE = 8;

    private final UpSettings settings;
    private final Installation installation;
    private final Consumer<String> notices;
    private final BiConsumer<RunStatistics.Snapshot, Duration> progress;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final MemoryMeter memory = new MemoryMeter();
    private final Supervisor supervisor;

    /**
     * @param notices told in words what happens
     * @param progress told every two seconds what the run has achieved, and how long it has been up
     */
    public LocalSystem(
            UpSettings settings,
            Installation installation,
            Consumer<String> notices,
            BiConsumer<RunStatistics.Snapshot, Duration> progress) {
        this.settings = settings;
        this.installation = installation;
        this.notices = notices;
        this.progress = progress;
        this.supervisor = new Supervisor(notices);
    }

    /** Asks {@link #run} to stop everything and return; from any thread. */
    public void requestStop() {
        stop.countDown();
    }

    /**
     * Runs until the time is up or {@link #requestStop}, then stops every process.
     *
     * @throws SystemException if it cannot start, or a process dies again and again
     */
    public UpSummary run() throws InterruptedException {
        long startNanos = System.nanoTime();
        if (Files.notExists(settings.dataDir())) {
            requireFreePorts(); // before there is a directory, which would be left behind
        }
        try (DataDir dataDir = DataDir.open(settings.dataDir())) {
            DataDir.Run run = dataDir.run(settings.seed());
            Commands commands = new Commands(installation, dataDir);
            try {
                requireFreePorts();
                fetchPotential();
                startBroker(commands);
                KafkaSettings kafka = new KafkaSettings("127.0.0.1:" + settings.kafkaPort());
                TopicAdmin.ensure(kafka);
                try (DiskKeeper disk = new DiskKeeper(
                        settings.dataDir(), settings.diskBudgetBytes(), kafka, notices)) {
                    disk.start();
                    startServices(commands, dataDir, run, kafka);
                    RunMonitor monitor = new RunMonitor(
                            kafka,
                            new RunStatistics(run.id()),
                            new StatisticsFile(dataDir.statistics()));
                    notices.accept("run " + run.id() + " is up, data in " + settings.dataDir());
                    watch(monitor, startNanos);
                    stopServices();
                    return UpSummary.of(
                            run,
                            monitor.finish(STOP),
                            memory.peakMb(),
                            supervisor.restarts(),
                            Duration.ofNanos(System.nanoTime() - startNanos).toSeconds());
                }
            } finally {
                stopServices();
                supervisor.stop(STOP, "broker");
            }
        }
    }

    private void fetchPotential() {
        if (ChgnetWeights.isCached()) {
            return;
        }
        notices.accept("fetching the weights of the potential, CHGNet 0.3.0, with pip (once)");
        try {
            ChgnetWeights.fetch();
        } catch (IOException e) {
            throw new SystemException(e.getMessage(), e);
        }
    }

    private void requireFreePorts() {
        requireFree(settings.kafkaPort(), "--kafka-port");
        if (!settings.headless()) {
            requireFree(settings.dashboardPort(), "--dashboard-port");
        }
    }

    private static void requireFree(int port, String option) {
        if (!Ports.isFree(port)) {
            throw new SystemException("port " + port
                    + " is in use; stop what listens there or choose another with " + option);
        }
    }

    private void startBroker(Commands commands) throws InterruptedException {
        ProcessSpec broker = commands.broker(settings.kafkaPort());
        supervisor.start(broker);
        long deadline = System.nanoTime() + BROKER_START.toNanos();
        while (!Ports.answers(settings.kafkaPort())) {
            if (!supervisor.isAlive(broker.name())) {
                throw new SystemException("the broker did not start; the end of " + broker.log()
                        + ":\n  " + Supervisor.tail(broker));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new SystemException("the broker did not answer within "
                        + BROKER_START.toSeconds() + " s; the end of " + broker.log() + ":\n  "
                        + Supervisor.tail(broker));
            }
            Thread.sleep(50);
        }
    }

    private void startServices(
            Commands commands, DataDir dataDir, DataDir.Run run, KafkaSettings kafka) {
        Map<String, String> common = new TreeMap<>(Map.of(
                "nucleate.kafka.bootstrap-servers", kafka.bootstrapServers(),
                "nucleate.run", run.id(),
                "nucleate.seed", Long.toString(run.seed()),
                "nucleate.device", settings.device()));
        if (!settings.constraints().isEmpty()) {
            common.put("nucleate.constraints", settings.constraints());
        }
        if (settings.deterministic()) {
            common.put("nucleate.block-size", Integer.toString(UpSettings.BLOCK_SIZE));
        }
        int port = Ports.firstFree(settings.dashboardPort() + 1);
        Map<String, String> learner = new TreeMap<>(common);
        learner.put(
                "nucleate.learner.data-dir",
                dataDir.service(Service.LEARNER.module()).toString());
        settings.weights()
                .ifPresent(
                        file -> learner.put("nucleate.learner.initial-weights", file.toString()));
        if (!settings.discountRepeats()) {
            learner.put("nucleate.learner.repeats.factor", "1");
            notices.accept("every crystal has the same formula, so repeats keep their reward; "
                    + UpSettings.REPEATS_FACTOR_VARIABLE + "=0.5 halves it each time");
        }
        supervisor.start(commands.service(Service.LEARNER, "learner", port, learner));
        port = Ports.firstFree(port + 1);
        supervisor.start(commands.service(Service.GENERATOR, "generator", port, common));
        Map<String, String> scorer = new TreeMap<>(common);
        scorer.put("nucleate.scorer.reward", settings.reward());
        if (settings.deterministic()) {
            // How energies are rounded depends on what is evaluated together.
            scorer.put("nucleate.scorer.batch-size", "1");
        }
        for (int i = 0; i < settings.scorers(); i++) {
            port = Ports.firstFree(port + 1);
            supervisor.start(commands.service(Service.SCORER, "scorer-" + i, port, scorer));
        }
        if (!settings.headless()) {
            startDashboard(commands, dataDir, common);
        }
    }

    private void startDashboard(Commands commands, DataDir dataDir, Map<String, String> common) {
        Map<String, String> dashboard = new TreeMap<>(common);
        dashboard.put(
                "nucleate.dashboard.data-dir", dataDir.service("dashboard").toString());
        supervisor.start(commands.service(
                Service.DASHBOARD, "dashboard", settings.dashboardPort(), dashboard));
        notices.accept("dashboard: http://localhost:" + settings.dashboardPort());
    }

    private void watch(RunMonitor monitor, long startNanos) throws InterruptedException {
        for (int tick = 0; !stop.await(TICK.toMillis(), TimeUnit.MILLISECONDS); tick++) {
            supervisor.tick();
            Duration up = Duration.ofNanos(System.nanoTime() - startNanos);
            if (settings.duration().filter(limit -> up.compareTo(limit) >= 0).isPresent()) {
                return;
            }
            if (tick % TICKS_PER_SAMPLE == 0) {
                List<Long> pids = new ArrayList<>(supervisor.pids());
                pids.add(ProcessHandle.current().pid());
                memory.sample(pids);
                progress.accept(monitor.snapshot(), up);
            }
        }
    }

    private void stopServices() {
        supervisor.stop(
                STOP,
                supervisor.names().stream()
                        .filter(name -> !name.equals("broker"))
                        .toArray(String[]::new));
    }
}

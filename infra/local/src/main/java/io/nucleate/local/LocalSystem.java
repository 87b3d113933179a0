package io.nucleate.local;

import io.nucleate.energy.potential.ChgnetWeights;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.TopicAdmin;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
    private final FreeSpace space;
    private final StartUp startUp;
    /** What the summary would be at this moment; empty as long as there is no run. */
    private volatile Supplier<Optional<UpSummary>> summaryNow = Optional::empty;

    private int servicePort;

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
        this.space = new FreeSpace(settings.dataDir(), notices);
        this.startUp = new StartUp(notices);
        supervisor.holdWhile(space::isFull);
        this.servicePort = settings.dashboardPort();
    }

    /** Asks {@link #run} to stop everything and return; from any thread. */
    public void requestStop() {
        stop.countDown();
    }

    /**
     * Kills every process at once; from any thread, after {@link #requestStop}.
     *
     * @return what the run has achieved, as far as it is known
     */
    public Optional<UpSummary> abort() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        return summaryNow.get();
    }

    /**
     * Runs until the time is up or {@link #requestStop}, then stops every process.
     *
     * @throws RunMismatchException if the directory's run is another than was asked for
     * @throws SystemException if it cannot start, or a process dies again and again
     */
    public UpSummary run() throws InterruptedException {
        long startNanos = System.nanoTime();
        if (Files.notExists(settings.dataDir())) {
            requireFreePorts(); // before there is a directory, which would be left behind
        }
        try (DataDir dataDir = DataDir.open(settings.dataDir())) {
            Commands commands = new Commands(installation, dataDir);
            try {
                requireFreePorts();
                fetchPotential();
                notices.accept("starting the broker");
                startBroker(commands);
                KafkaSettings kafka = new KafkaSettings("127.0.0.1:" + settings.kafkaPort());
                TopicAdmin.ensure(kafka);
                notices.accept("broker and topics are ready at " + kafka.bootstrapServers());
                Run run = new RunOfDataDir(dataDir, settings.run(), kafka).open(settings.newRun());
                long diskBudgetBytes =
                        DiskBudget.of(settings.dataDir(), settings.diskBudgetBytes(), notices);
                try (DiskKeeper disk =
                        new DiskKeeper(settings.dataDir(), diskBudgetBytes, kafka, notices)) {
                    disk.start();
                    RunMonitor monitor = new RunMonitor(
                            kafka,
                            new RunStatistics(run.getId(), run.getScoring().getAuditShare()),
                            new StatisticsFile(dataDir.statistics()));
                    try (LocalRuns runs =
                            startServices(commands, dataDir, run, kafka, diskBudgetBytes)) {
                        startUp.finishWith(
                                "run " + run.getId() + " is up, data in " + settings.dataDir());
                        summaryNow =
                                () -> Optional.of(summary(run, monitor.snapshot(), startNanos));
                        watch(monitor, runs, startNanos);
                    }
                    stopServices();
                    return summary(run, monitor.finish(STOP), startNanos);
                }
            } finally {
                stopServices();
                supervisor.stop(STOP, "broker");
            }
        }
    }

    private UpSummary summary(Run run, RunStatistics.Snapshot snapshot, long startNanos) {
        return UpSummary.of(
                run,
                snapshot,
                memory.peakMb(),
                supervisor.restarts(),
                Duration.ofNanos(System.nanoTime() - startNanos).toSeconds());
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
        Ports.requireFree(settings.kafkaPort(), "--kafka-port");
        if (!settings.headless()) {
            Ports.requireFree(settings.dashboardPort(), "--dashboard-port");
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

    private LocalRuns startServices(
            Commands commands,
            DataDir dataDir,
            Run own,
            KafkaSettings kafka,
            long diskBudgetBytes) {
        Map<String, String> common = Map.of(
                "nucleate.kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "nucleate.device",
                settings.device());
        LocalRuns runs =
                new LocalRuns(kafka, new RunProcesses(commands, dataDir, own, common), notices);
        runs.start();
        Map<String, String> scorer = new TreeMap<>(common);
        scorer.putAll(potentials(own));
        for (int i = 0; i < settings.scorers(); i++) {
            start(commands, Service.SCORER, "scorer-" + i, scorer);
        }
        if (!settings.headless()) {
            supervisor.start(commands.dashboard(
                    settings.dashboardPort(),
                    own.getId(),
                    kafka,
                    Map.of(
                            "nucleate.dashboard.disk-budget-bytes",
                            Long.toString(diskBudgetBytes))));
            startUp.expectDashboard(settings.dashboardPort());
        }
        return runs;
    }

    private static Map<String, String> potentials(Run run) {
        try {
            return ScorerPotentials.of(run, System.getenv());
        } catch (IOException | IllegalArgumentException e) {
            throw new SystemException("run " + run.getId() + ": " + Failures.describe(e), e);
        }
    }

    private void start(
            Commands commands, Service service, String name, Map<String, String> settings) {
        int healthPort = nextPort();
        supervisor.start(commands.service(service, name, healthPort, settings));
        startUp.expectService(name, healthPort);
    }

    /** Ports of the services' health follow that of the dashboard. */
    private int nextPort() {
        servicePort = Ports.firstFree(servicePort + 1);
        return servicePort;
    }

    /** Generator and learner of each run. */
    private final class RunProcesses implements LocalRuns.Services {
        private final Commands commands;
        private final DataDir dataDir;
        private final Run own;
        private final Map<String, String> common;

        RunProcesses(Commands commands, DataDir dataDir, Run own, Map<String, String> common) {
            this.commands = commands;
            this.dataDir = dataDir;
            this.own = own;
            this.common = common;
        }

        @Override
        public void start(Run run) {
            Map<String, String> generator = new TreeMap<>(common);
            generator.put("nucleate.run", run.getId());
            Map<String, String> learner = new TreeMap<>(generator);
            learner.put(
                    "nucleate.learner.data-dir", dataDir.learner(run.getId()).toString());
            LocalSystem.this.start(commands, Service.LEARNER, name(Service.LEARNER, run), learner);
            LocalSystem.this.start(
                    commands, Service.GENERATOR, name(Service.GENERATOR, run), generator);
        }

        @Override
        public void stop(Run run) {
            String[] names = {name(Service.GENERATOR, run), name(Service.LEARNER, run)};
            supervisor.stop(STOP, names);
            startUp.forget(names);
        }

        private String name(Service service, Run run) {
            return run.getId().equals(own.getId())
                    ? service.module()
                    : service.module() + "-" + run.getId();
        }
    }

    private void watch(RunMonitor monitor, LocalRuns runs, long startNanos)
            throws InterruptedException {
        for (int tick = 0; !stop.await(TICK.toMillis(), TimeUnit.MILLISECONDS); tick++) {
            supervisor.tick();
            startUp.tick();
            runs.tick();
            Duration up = Duration.ofNanos(System.nanoTime() - startNanos);
            if (settings.duration().filter(limit -> up.compareTo(limit) >= 0).isPresent()) {
                return;
            }
            if (tick % TICKS_PER_SAMPLE == 0) {
                space.tick();
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

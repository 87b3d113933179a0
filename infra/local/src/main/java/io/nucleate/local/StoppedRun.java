package io.nucleate.local;

import io.nucleate.broker.LocalBroker;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.TopicAdmin;

import java.nio.file.Path;

/**
 * The records of a run that {@code up} has stopped: its directory, taken as {@code up} takes it,
 * and a broker of this process on the broker's files, without any service. An {@code up} that is
 * started meanwhile is refused.
 */
public final class StoppedRun implements AutoCloseable {
    private final DataDir dataDir;
    private final DataDir.Run run;
    private final LocalBroker broker;
    /** A broker that is cut off would have to check its files when {@code up} goes on. */
    private final Thread stopAtExit;

    private StoppedRun(DataDir dataDir, DataDir.Run run, LocalBroker broker) {
        this.dataDir = dataDir;
        this.run = run;
        this.broker = broker;
        this.stopAtExit = new Thread(broker::close, "broker-stop");
    }

    /**
     * Starts the broker on a free port of the loopback interface.
     *
     * @throws SystemException where there is no run, or it is going on, with the remedy
     * @throws io.nucleate.broker.BrokerException where the broker does not start
     */
    public static StoppedRun open(Path path) {
        DataDir dataDir = DataDir.openStopped(path);
        try {
            DataDir.Run run = dataDir.run().orElseThrow();
            LocalBroker broker = LocalBroker.start(dataDir.broker(), 0);
            StoppedRun stopped = new StoppedRun(dataDir, run, broker);
            Runtime.getRuntime().addShutdownHook(stopped.stopAtExit);
            stopped.ensureTopics();
            return stopped;
        } catch (RuntimeException e) {
            dataDir.close();
            throw e;
        }
    }

    /** Creates the topics that a run lacks which ended while it was starting. */
    private void ensureTopics() {
        try {
            TopicAdmin.ensure(kafka());
        } catch (RuntimeException e) {
            stopBroker();
            throw e;
        }
    }

    public DataDir.Run run() {
        return run;
    }

    /** The broker's address. */
    public KafkaSettings kafka() {
        return new KafkaSettings(broker.bootstrapServers());
    }

    DataDir dataDir() {
        return dataDir;
    }

    /** The directory in which the learner keeps its state. */
    public Path learner() {
        return dataDir.learner(run.id());
    }

    @Override
    public void close() {
        stopBroker();
        dataDir.close();
    }

    private void stopBroker() {
        try {
            Runtime.getRuntime().removeShutdownHook(stopAtExit);
        } catch (IllegalStateException exiting) {
            return; // the hook is at it
        }
        broker.close();
    }
}

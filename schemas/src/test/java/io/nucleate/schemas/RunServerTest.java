package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.broker.LocalBroker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One run after the other, on a real broker. */
@Timeout(120)
class RunServerTest {
    @TempDir
    Path directory;

    private final BlockingQueue<String> served = new LinkedBlockingQueue<>();
    private final List<RunStatus> seen = new CopyOnWriteArrayList<>();

    /** Works until the run has ended. */
    private final class Work implements RunServer.Loop {
        private final Supplier<RunStatus> state;
        private volatile boolean stopping;

        Work(Run run, Supplier<RunStatus> state) {
            this.state = state;
            served.add(run.getId());
        }

        @Override
        public void run() {
            RunStatus now = state.get();
            while (!stopping && now != RunStatus.ENDED) {
                if (!seen.contains(now)) {
                    seen.add(now);
                }
                sleep();
                now = state.get();
            }
        }

        @Override
        public void stop() {
            stopping = true;
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            sleep();
        }
    }

    @Test
    void waitsForARunServesItAndTakesTheNext() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory, 0)) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka, 1);
            RunsTopic topic = new RunsTopic(kafka);
            RunServer<Work> server =
                    new RunServer<>(new RunFollower(kafka, "test"), Optional.empty(), Work::new);
            Thread thread = new Thread(server, "server");
            thread.start();
            await(() -> server.waitsFor().contains("no run is running"));
            assertThat(server.current()).isEmpty();

            topic.put(TestRuns.of("one"));
            assertThat(served.take()).isEqualTo("one");
            topic.put(TestRuns.of("two"));
            topic.change("one", RunStatus.PAUSED, Instant.now());
            await(() -> seen.contains(RunStatus.PAUSED));
            assertThat(served).as("the run at hand is kept").isEmpty();
            assertThat(server.waitsFor()).isEmpty();
            topic.change("one", RunStatus.ENDED, Instant.now());
            assertThat(served.take()).isEqualTo("two");

            topic.put(TestRuns.of("three"));
            topic.put(TestRuns.of("four"));
            topic.change("two", RunStatus.ENDED, Instant.now());
            await(() -> server.waitsFor().contains("four (running), three (running)"));
            topic.change("four", RunStatus.ENDED, Instant.now());
            assertThat(served.take()).isEqualTo("three");
            server.stop();
            thread.join();
        }
    }
}

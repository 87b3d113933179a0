package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Timeout(20)
class LoopThreadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Test
    void aLoopRunsUntilItIsStopped() throws Exception {
        CompletableFuture<String> name = new CompletableFuture<>();
        LoopThread thread = start(() -> {
            name.complete(Thread.currentThread().getName());
            await(stopped);
        });
        assertThat(name.get()).isEqualTo("loop");
        assertThat(thread.isAlive()).isTrue();
        thread.stop(PATIENCE);
        assertThat(thread.isAlive()).isFalse();
        assertThat(failure).isNotDone();
    }

    @Test
    void whatEndsALoopIsTold() throws Exception {
        for (Throwable cause : new Throwable[] {
            new IllegalStateException("no broker"), new UnsatisfiedLinkError("no tensors")
        }) {
            CompletableFuture<Throwable> told = new CompletableFuture<>();
            LoopThread.start("loop", () -> sneak(cause), () -> {}, told::complete);
            assertThat(told.get(10, TimeUnit.SECONDS)).isSameAs(cause);
        }
    }

    @Test
    void aLoopThatDoesNotEndIsWaitedForNoLongerThanAsked() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        LoopThread thread = start(() -> await(never));
        thread.stop(Duration.ofMillis(50));
        assertThat(thread.isAlive()).isTrue();
        never.countDown();
        thread.stop(PATIENCE);
        assertThat(thread.isAlive()).isFalse();
    }

    private LoopThread start(Runnable loop) {
        return LoopThread.start("loop", loop, stopped::countDown, failure::complete);
    }

    private static void sneak(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) cause;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

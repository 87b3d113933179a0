package io.nucleate.schemas;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * The thread in which a service's loop over its topics runs, from the start of the process to its
 * end. Knows nothing of Kafka.
 *
 * <table>
 * <caption>How a loop ends</caption>
 * <tr><th>cause</th><th>consequence</th></tr>
 * <tr><td>{@link #stop}</td><td>the loop is asked to end, and waited for</td></tr>
 * <tr><td>the loop returns by itself</td><td>{@link #isAlive} says no more</td></tr>
 * <tr><td>the loop throws</td><td>who started it is told, and ends the process</td></tr>
 * </table>
 */
public final class LoopThread {
    private final Thread thread;
    private final Runnable stop;

    private LoopThread(Thread thread, Runnable stop) {
        this.thread = thread;
        this.stop = stop;
    }

    /**
     * Starts a loop.
     *
     * @param name of the thread
     * @param loop runs until it is stopped
     * @param stop asks the loop to end after the work in hand; called in any thread
     * @param failed told, in the loop's thread, what the loop threw
     */
    public static LoopThread start(
            String name, Runnable loop, Runnable stop, Consumer<Throwable> failed) {
        Thread thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } catch (RuntimeException | Error e) {
                        failed.accept(e);
                    }
                },
                name);
        thread.start();
        return new LoopThread(thread, stop);
    }

    /** Returns whether the loop runs. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /**
     * Asks the loop to end, and returns when it has.
     *
     * @param patience longest wait, above zero
     */
    public void stop(Duration patience) throws InterruptedException {
        stop.run();
        thread.join(patience.toMillis());
    }
}

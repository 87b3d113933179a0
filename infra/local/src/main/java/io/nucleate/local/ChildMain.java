package io.nucleate.local;

import sun.misc.Signal;
import sun.misc.SignalHandler;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Runs another class's {@code main} as a child of {@code nucleate up}. A child ends when its parent
 * is gone, however the parent ended: the parent holds the other end of the child's standard input.
 * And a child leaves Ctrl-C, which the terminal sends to parent and children alike, to its parent,
 * which stops the children in order.
 */
public final class ChildMain {
    private static final Duration EXIT_WAIT = Duration.ofSeconds(20);
    /** Nobody waits for an orderly end when the parent is gone. */
    private static final Duration ORPHAN_EXIT_WAIT = Duration.ofSeconds(2);

    private static final long POLL_MS = 100;

    private ChildMain() {}

    /** @param args the class to run, then its arguments */
    public static void main(String[] args) throws Throwable {
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        Thread watch = new Thread(() -> exitWithParent(parent), "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 1, args.length));
    }

    private static void exitWithParent(Optional<ProcessHandle> parent) {
        try {
            while (System.in.read() >= 0) {
                // The parent never writes; the end of the stream is the message.
            }
        } catch (IOException e) {
            // A broken pipe means the same as its end.
        }
        System.err.println("asked to stop, or the parent process is gone");
        long startNanos = System.nanoTime();
        new Thread(() -> System.exit(1), "exit").start();
        try {
            // Who has no parent any more gets another one, a moment after its input has ended.
            while (Duration.ofNanos(System.nanoTime() - startNanos)
                            .compareTo(
                                    ProcessHandle.current().parent().equals(parent)
                                            ? EXIT_WAIT
                                            : ORPHAN_EXIT_WAIT)
                    < 0) {
                Thread.sleep(POLL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Shutdown hangs, for example on a broker that went with the parent.
        Runtime.getRuntime().halt(1);
    }
}

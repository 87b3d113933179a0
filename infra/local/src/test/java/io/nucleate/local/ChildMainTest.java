package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

@Timeout(30)
public class ChildMainTest {
    @TempDir
    Path directory;

    private Process child;

    /** Stands for a service: runs for ever. */
    public static final class Endless {
        public static void main(String[] args) {
            System.out.println("running " + args[0]);
            while (true) {
                LockSupport.park();
            }
        }
    }

    /** Stands for a broker that waits for others while it ends. */
    public static final class Stubborn {
        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Endless.main(args)));
            Endless.main(args);
        }
    }

    @BeforeEach
    void start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        child = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildMain.class.getName(),
                        Endless.class.getName(),
                        "quietly")
                .start();
        BufferedReader out = child.inputReader();
        assertThat(out.readLine()).isEqualTo("running quietly");
    }

    @AfterEach
    void stop() {
        child.destroyForcibly();
    }

    @Test
    void endsWhenItsParentLetsGo() throws Exception {
        child.getOutputStream().close();
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** A shell is the parent; killed, it closes nothing in order. */
    @Test
    void endsSoonWhenItsParentIsKilledAndItsOwnEndHangs() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process parent = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        // The child's input is a pipe from a process that dies with the shell.
                        "mkfifo \"$0/in\"; exec 9<>\"$0/in\"; \"$1\" -cp \"$2\" \"$3\" \"$4\" x"
                                + " < \"$0/in\" 9>&- & echo $!; wait",
                        directory.toString(),
                        java,
                        System.getProperty("java.class.path"),
                        ChildMain.class.getName(),
                        Stubborn.class.getName())
                .start();
        BufferedReader out = parent.inputReader();
        ProcessHandle orphan = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
        assertThat(out.readLine()).isEqualTo("running x");
        // As by kill −9: what Process.destroyForcibly closes beside stays open.
        parent.toHandle().destroyForcibly();
        orphan.onExit().get(10, TimeUnit.SECONDS);
    }

    @Test
    void leavesInterruptsToItsParentButObeysIt() throws Exception {
        signal("INT");
        assertThat(child.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        signal("TERM");
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(child.pid()))
                .start()
                .waitFor();
    }
}

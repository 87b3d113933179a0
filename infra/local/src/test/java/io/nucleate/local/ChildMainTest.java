package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

@Timeout(30)
public class ChildMainTest {
    private Process child;

    /** Stands for a service: runs for ever. */
    public static final class Endless {
        public static void main(String[] args) throws InterruptedException {
            System.out.println("running " + args[0]);
            Thread.sleep(Long.MAX_VALUE);
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

package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.local.DataDir;
import io.nucleate.local.Installation;
import io.nucleate.local.StoppedRunDashboard;
import io.nucleate.local.SystemException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** A directory that {@code up} has left, the real dashboard on it. */
@Timeout(300)
class StoppedRunDashboardIT {
    private static final int SCORES = 300;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void showsAStoppedRunAgainAndLeavesItsDirectoryFree() throws Exception {
        ManyRecords.main(new String[] {directory.toString(), Integer.toString(SCORES)});
        Files.writeString(directory.resolve("run.json"), "{\"id\":\"earlier\",\"seed\":1}");
        int port = freePort();
        BlockingQueue<String> notices = new LinkedBlockingQueue<>();
        StoppedRunDashboard dashboard =
                new StoppedRunDashboard(directory, port, Installation.find(), notices::add);
        CompletableFuture<Void> shown = CompletableFuture.runAsync(() -> {
            try {
                dashboard.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            String address = "http://localhost:" + port;
            assertThat(notices.take()).isEqualTo("dashboard: " + address);
            JsonNode summary;
            do {
                Thread.sleep(200);
                summary = JSON.readTree(URI.create(address + "/api/summary").toURL());
            } while (!summary.path("phase").asText().equals("RUNNING"));
            assertThat(summary.path("run").asText()).isEqualTo("earlier");
            assertThatThrownBy(() -> new StoppedRunDashboard(
                                    directory, freePort(), Installation.find(), notices::add)
                            .run())
                    .isInstanceOf(SystemException.class)
                    .hasMessageContaining("is using " + directory);
        } finally {
            dashboard.requestStop();
            shown.join();
        }
        DataDir.openStopped(directory).close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

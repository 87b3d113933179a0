package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

@Timeout(60)
class StartUpTest {
    private final List<String> notices = new ArrayList<>();
    private final StartUp start = new StartUp(notices::add);

    @Test
    void nothingIsSaidBeforeItAnswersWell() throws Exception {
        AtomicInteger status = new AtomicInteger(503);
        AtomicInteger asked = new AtomicInteger();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        try {
            int port = server.getAddress().getPort();
            start.expectService("learner", port);
            start.expect("page", URI.create("http://127.0.0.1:" + port + "/"), "page: here");
            start.finishWith("all is up");
            start.tick();
            server.start();
            tickUntil(() -> asked.get() >= 4);
            assertThat(notices).isEmpty();
            status.set(200);
            tickUntil(() -> notices.size() == 3);
        } finally {
            server.stop(0);
        }
        assertThat(notices.subList(0, 2))
                .containsExactlyInAnyOrder("learner is ready", "page: here");
        assertThat(notices.get(2)).isEqualTo("all is up");
        start.tick();
        assertThat(notices).hasSize(3);
    }

    private void tickUntil(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            start.tick();
            Thread.sleep(10);
        }
    }
}

package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class HeartbeatTest {
    @Test
    void silenceGrowsUntilTheNextBeat() {
        AtomicLong nanos = new AtomicLong(-7);
        Heartbeat heartbeat = new Heartbeat(nanos::get);
        assertThat(heartbeat.silence()).isZero();
        nanos.addAndGet(3_000_000_000L);
        assertThat(heartbeat.silence()).isEqualTo(Duration.ofSeconds(3));
        heartbeat.beat();
        assertThat(heartbeat.silence()).isZero();
    }
}

package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class FreeSpaceTest {
    @Test
    void fullnessAndItsEndAreSaidOnce() {
        AtomicLong free = new AtomicLong(10L << 30);
        List<String> notices = new ArrayList<>();
        FreeSpace space = new FreeSpace(Path.of("run"), free::get, notices::add);
        space.tick();
        assertThat(notices).isEmpty();
        free.set(FreeSpace.MIN_BYTES - 1);
        space.tick();
        space.tick();
        assertThat(space.isFull()).isTrue();
        assertThat(notices).singleElement().asString().contains("make room", "--disk-budget");
        free.set(FreeSpace.ENOUGH_BYTES - 1);
        space.tick();
        assertThat(space.isFull()).isTrue();
        free.set(FreeSpace.ENOUGH_BYTES);
        space.tick();
        assertThat(space.isFull()).isFalse();
        assertThat(notices).hasSize(2);
    }

    @Test
    void realDisksAreAsked() {
        FreeSpace space = new FreeSpace(Path.of("").toAbsolutePath(), notice -> {});
        space.tick();
        assertThat(space.isFull()).isFalse();
    }
}

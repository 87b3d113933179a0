package io.nucleate.simulation;

import io.nucleate.learner.service.StateStorage;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps a learner's state in memory, as a directory whose lock excludes others, or as a bucket
 * without locks, which refuses to replace what another learner has written meanwhile.
 */
final class SimulatedStorage implements StateStorage {
    private final World world;
    private final SimulatedProcess process;
    private final Disk disk;
    /** Number of the write that this learner has seen last, by name; 0 for none. */
    private final Map<String, Long> known = new HashMap<>();

    /** What outlives the processes. */
    static final class Disk {
        private final String name;
        private final boolean isBucket;
        private final Map<String, Content> files = new TreeMap<>();
        private SimulatedProcess holder;
        private long writes;

        Disk(String name, boolean isBucket) {
            this.name = name;
            this.isBucket = isBucket;
        }

        String name() {
            return name;
        }

        Optional<byte[]> get(String file) {
            return Optional.ofNullable(files.get(file)).map(Content::bytes);
        }

        void put(String file, byte[] bytes) {
            files.put(file, new Content(bytes, ++writes));
        }

        void delete(String file) {
            files.remove(file);
        }

        /** The disk is lost. */
        void clear() {
            files.clear();
        }
    }

    private record Content(byte[] bytes, long write) {}

    SimulatedStorage(World world, SimulatedProcess process, Disk disk) {
        this.world = world;
        this.process = process;
        this.disk = disk;
    }

    @Override
    public String place(String name) {
        return disk.name + "/" + name;
    }

    @Override
    public void lock() throws IOException {
        world.call(process, "lock");
        if (!disk.isBucket) {
            if (disk.holder != null) {
                throw new IOException("another learner uses " + disk.name);
            }
            disk.holder = process;
            process.onDeath(this::unlock);
        }
    }

    private void unlock() {
        if (disk.holder == process) {
            disk.holder = null;
        }
    }

    @Override
    public boolean exists(String name) {
        world.call(process, "look for " + name);
        return disk.files.containsKey(name);
    }

    @Override
    public Optional<byte[]> read(String name) {
        world.call(process, "read " + name);
        known.put(name, write(name));
        return disk.get(name);
    }

    private long write(String name) {
        Content content = disk.files.get(name);
        return content == null ? 0 : content.write;
    }

    @Override
    public void replace(String name, byte[] content) {
        long seen = known.computeIfAbsent(name, this::write);
        world.call(process, "replace " + name);
        if (disk.isBucket && seen != write(name)) {
            throw new IllegalStateException(
                    "another learner has taken over: it has written " + place(name) + " meanwhile");
        }
        disk.put(name, content);
        known.put(name, write(name));
        world.call(process, "replaced " + name);
    }

    @Override
    public void keep(String name, String as) {
        world.call(process, "keep " + name);
        disk.get(name).ifPresent(content -> disk.put(as, content));
        known.remove(as);
        world.call(process, "kept " + name);
    }

    @Override
    public void close() {
        if (!process.isDead()) {
            unlock();
        }
    }
}

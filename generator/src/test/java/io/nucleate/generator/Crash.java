package io.nucleate.generator;

import io.nucleate.schemas.GeneratorState;
import io.nucleate.schemas.KafkaClients;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients whose transactional producer kills its process at a point of the first transaction. */
final class Crash implements KafkaClients, AutoCloseable {
    private final KafkaClients clients;
    private final Point point;
    private final List<Producer<?, ?>> producers = new ArrayList<>();

    Crash(KafkaClients clients, Point point) {
        this.clients = clients;
        this.point = point;
    }

    enum Point {
        BEFORE_THE_FIRST_CANDIDATE,
        BEFORE_THE_STATE,
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT
    }

    /** What the process sees of its death. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @Override
    public Consumer<String, byte[]> connectConsumer(String clientId) {
        return clients.connectConsumer(clientId);
    }

    @Override
    public Consumer<String, byte[]> connectUncommittedConsumer(String clientId) {
        return clients.connectUncommittedConsumer(clientId);
    }

    @Override
    public <V> Producer<String, V> connectProducer(String clientId, Serializer<V> values) {
        return clients.connectProducer(clientId, values);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V> Producer<String, V> connectTransactionalProducer(
            String clientId, String transactionalId, Serializer<V> values) {
        Producer<String, V> real =
                clients.connectTransactionalProducer(clientId, transactionalId, values);
        producers.add(real);
        return (Producer<String, V>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Producer.class},
                (proxy, method, arguments) -> {
                    Point before = point(method.getName(), arguments);
                    if (point == before) {
                        real.flush(); // what was sent is on the broker, but not committed
                        throw new Killed();
                    }
                    if (method.getName().equals("close")) {
                        return null; // a dead process aborts nothing
                    }
                    Object result;
                    try {
                        result = method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (before == Point.BEFORE_THE_COMMIT && point == Point.AFTER_THE_COMMIT) {
                        throw new Killed();
                    }
                    return result;
                });
    }

    private static Point point(String method, Object[] arguments) {
        return switch (method) {
            case "beginTransaction" -> Point.BEFORE_THE_FIRST_CANDIDATE;
            case "send" ->
                ((ProducerRecord<?, ?>) arguments[0]).value() instanceof GeneratorState
                        ? Point.BEFORE_THE_STATE
                        : null;
            case "commitTransaction" -> Point.BEFORE_THE_COMMIT;
            default -> null;
        };
    }

    @Override
    public ShareConsumer<String, byte[]> connectShareConsumer(String clientId, int recordsMax) {
        return clients.connectShareConsumer(clientId, recordsMax);
    }

    /** Frees what a dead process does not have any more. */
    @Override
    public void close() {
        producers.forEach(producer -> producer.close(Duration.ZERO));
    }
}

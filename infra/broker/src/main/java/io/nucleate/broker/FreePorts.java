package io.nucleate.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for brokers. They lie below those that Linux, by default, gives to outgoing
 * connections (32768 and more). On one of the latter, a client that looks for a broker which is
 * down can be connected to itself (TCP's simultaneous open). It then takes its own request for an
 * answer, and the broker never gets its port back.
 */
public final class FreePorts {
    private static final int MIN = 15_000;
    private static final int END = 32_000;
    private static final int TRIES = 1_000;

    private FreePorts() {}

    /**
     * Returns different ports of the loopback interface that nothing listens on.
     *
     * @throws BrokerException if there are too few
     */
    public static List<Integer> find(int count) {
        // Held together until all are known, so that none is given twice.
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < TRIES && held.size() < count; i++) {
                int port = ThreadLocalRandom.current().nextInt(MIN, END);
                try {
                    held.add(
                            new ServerSocket(port, 1, InetAddress.getByName(LocalBroker.LOOPBACK)));
                } catch (IOException taken) {
                    continue;
                }
            }
            if (held.size() < count) {
                throw new BrokerException(
                        "no " + count + " free ports from " + MIN + " to " + END
                                + " on the loopback interface",
                        null);
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(FreePorts::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new BrokerException(
                    "port " + socket.getLocalPort() + " could not be given back", e);
        }
    }
}

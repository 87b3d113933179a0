package io.nucleate.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ports of the loopback interface. */
public final class Ports {
    private Ports() {}

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Requires a port to be free.
     *
     * @param option that chooses another
     * @throws SystemException where somebody listens there
     */
    static void requireFree(int port, String option) {
        if (!isFree(port)) {
            throw new SystemException("port " + port
                    + " is in use; stop what listens there or choose another with " + option);
        }
    }

    public static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** The first free port from a given one on. */
    public static int firstFree(int from) {
        int port = from;
        while (!isFree(port)) {
            if (++port > 65_535) {
                throw new SystemException("no port above " + from + " is free");
            }
        }
        return port;
    }
}

package io.nucleate.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a TCP port; picocli names the option in the message. */
final class PortConverter implements ITypeConverter<Integer> {
    static final int MAX = 65_535;

    @Override
    public Integer convert(String text) {
        int port;
        try {
            port = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (port < 1 || port > MAX) {
            throw new TypeConversionException(
                    "'" + text + "' is not a port; use a number from 1 to " + MAX);
        }
        return port;
    }
}

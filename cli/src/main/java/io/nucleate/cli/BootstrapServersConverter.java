package io.nucleate.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the addresses of Kafka, {@code HOST:PORT}, comma separated. */
final class BootstrapServersConverter implements ITypeConverter<String> {
    private final PortConverter ports = new PortConverter();

    @Override
    public String convert(String text) {
        for (String address : text.split(",", -1)) {
            int colon = address.lastIndexOf(':');
            if (colon < 1) {
                throw new TypeConversionException(
                        "'" + address + "' is not an address; use HOST:PORT, comma separated");
            }
            ports.convert(address.substring(colon + 1).strip());
        }
        return text;
    }
}

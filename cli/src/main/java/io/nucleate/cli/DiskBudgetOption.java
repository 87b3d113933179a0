package io.nucleate.cli;

import io.nucleate.local.DataSize;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --disk-budget}: what the data directory may grow to. */
final class DiskBudgetOption {
    /** Logs, checkpoints and the broker's own topics take some hundred MB. */
    static final String MIN = "500MB";

    @Option(
            names = "--disk-budget",
            paramLabel = "SIZE",
            defaultValue = "20GB",
            converter = Converter.class,
            description = "What the data directory may grow to; then the oldest candidates and"
                    + " scores are dropped, and the run goes on. At least " + MIN
                    + ". Default: ${DEFAULT-VALUE}.")
    private long bytes;

    long bytes() {
        return bytes;
    }

    /** Reads a size. */
    static final class Converter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                long bytes = DataSize.parse(text);
                if (bytes < DataSize.parse(MIN)) {
                    throw new TypeConversionException("must be at least " + MIN + ", not " + text);
                }
                return bytes;
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}

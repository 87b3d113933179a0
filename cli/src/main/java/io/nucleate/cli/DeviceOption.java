package io.nucleate.cli;

import io.nucleate.tensors.Devices;

import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of verbs that run networks. */
final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            converter = Word.class,
            showDefaultValue = Visibility.NEVER, // the description says it for every verb
            description = "Where networks run: auto, cpu or gpu:N. Default: ${DEFAULT-VALUE}.")
    private String device;

    /** Refuses a word that is no device's, before anything starts. */
    private static final class Word implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            try {
                Devices.requireWord(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
            return text;
        }
    }

    /** The word that was given, as {@link Devices} takes it. */
    String device() {
        return device;
    }
}

package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class ChgnetWeightsTest {
    private static final String MEMBER =
            "chgnet/pretrained/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar";

    @TempDir
    private Path directory;

    @Test
    void holdsAllParameters() throws IOException {
        SafeTensors weights = ChgnetWeights.load(ChgnetWeights.defaultCache(), "python3");
        assertThat(weights.tensors()).hasSize(136);
        assertThat(weights.tensors().values().stream()
                        .mapToInt(tensor -> tensor.values().length)
                        .sum())
                .isEqualTo(412_525);
    }

    @Test
    void aMissingPythonIsNamedWithTheRemedy() {
        assertThatThrownBy(() -> ChgnetWeights.load(directory, "no-such-python"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("no-such-python", "pip download chgnet==0.4.2", "by hand");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void otherWeightsAreRefused() throws IOException {
        zip(directory.resolve("chgnet-0.4.2-any.whl"), MEMBER, "not those weights");
        assertThatThrownBy(() -> ChgnetWeights.load(directory, "no-such-python"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not the released d14ab7c0");
    }

    @Test
    void aWheelWithoutWeightsIsRefused() throws IOException {
        zip(directory.resolve("chgnet-0.4.2-any.whl"), "chgnet/__init__.py", "");
        assertThatThrownBy(() -> ChgnetWeights.load(directory, "no-such-python"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no " + MEMBER);
    }

    /** The pickle calls posix.system('true'); Python's own unpickler would execute it. */
    @Test
    void aPickleThatCallsIsRefused() throws IOException {
        Path checkpoint = directory.resolve("evil.pth");
        zip(checkpoint, "archive/data.pkl", "cposix\nsystem\nX\4\0\0\0true\u0085R.");
        assertThatThrownBy(() -> TorchCheckpoint.read(checkpoint))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("posix.system");
    }

    @Test
    void anOpcodeThatTensorsDoNotNeedIsRefused() throws IOException {
        Path checkpoint = directory.resolve("odd.pth");
        zip(checkpoint, "archive/data.pkl", "(iposix\nsystem\n.");
        assertThatThrownBy(() -> TorchCheckpoint.read(checkpoint))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("opcode 0x69");
    }

    @Test
    void aPickleThatEndsTooEarlyIsRefused() throws IOException {
        Path checkpoint = directory.resolve("short.pth");
        zip(checkpoint, "archive/data.pkl", "}X\4\0\0\0tr");
        assertThatThrownBy(() -> TorchCheckpoint.read(checkpoint))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    private static void zip(Path path, String name, String content) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}

package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
    @ParameterizedTest
    @CsvSource({
        "500MB, 500000000, 500 MB",
        "20GB, 20000000000, 20 GB",
        "1.5TB, 1500000000000, 1.5 TB",
        "20 gb, 20000000000, 20 GB",
        "999B, 999, 999 B"
    })
    void sizesAreReadAndWritten(String text, long bytes, String written) {
        assertThat(DataSize.parse(text)).isEqualTo(bytes);
        assertThat(DataSize.text(bytes)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "-1GB", "GB", "20GiB", "1e9B", "9999999999TB"})
    void othersAreNamed(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void nothingIsWrittenToo() {
        assertThat(DataSize.text(0)).isEqualTo("0 B");
    }
}

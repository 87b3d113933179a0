package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AffineOperationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x,y,z | 0.1 | 0.2 | 0.4",
                "x,2x,z | 0.1 | 0.2 | 0.4",
                "-2x+1/3, -y, 0 | 0.13333333333333333 | -0.2 | 0",
                "X-Y,1/2+x,-z+0.25 | -0.1 | 0.6 | -0.15",
                "-x+y,2*x,.5-z | 0.1 | 0.2 | 0.1",
            })
    void readsTheNotationOfTheInternationalTables(String text, double x, double y, double z) {
        double[] image = AffineOperation.parse(text).apply(0.1, 0.2, 0.4);
        assertThat(image).containsExactly(new double[] {x, y, z}, within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x,y",
                "x,y,z,z",
                "x,,z",
                "xy,y,z",
                "x+,y,z",
                "x+-y,y,z",
                "1/0,y,z",
                "a,y,z",
                "x 1/2,y,z",
                ""
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> AffineOperation.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void knowsItsMatrix() {
        AffineOperation operation = AffineOperation.parse("-y,x-y,z+1/3");
        assertThat(operation.rotation(0, 1)).isEqualTo(-1);
        assertThat(operation.rotation(1, 0)).isEqualTo(1);
        assertThat(operation.rotation(2, 0)).isZero();
        assertThat(operation.translation(2)).isEqualTo(1.0 / 3);
        assertThat(operation).hasToString("-y,x-y,z+1/3");
    }
}

package io.nucleate.crystal.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CrystalJson;
import org.junit.jupiter.api.Test;

class ProtostructureTest {
    @Test
    void countsLettersByElementAndForgetsCoordinates() {
        assertThat(Protostructure.of(perovskite(0.1, 0.2)).text()).isEqualTo("123 O:bgh2 Sr:a");
        assertThat(Protostructure.of(perovskite(0.2, 0.1))).isEqualTo(Protostructure.of(perovskite(0.1, 0.2)));
    }

    private static Crystal perovskite(double first, double second) {
        return CrystalJson.readCrystal(CrystalJson.parse(
                """
                {"space_group":123,"lattice":[4,4,9,90,90,90],"sites":[
                {"element":"O","wyckoff":"h","xyz":[0.5,0.5,%s]},{"element":"O","wyckoff":"h","xyz":[0.5,0.5,%s]},
                {"element":"O","wyckoff":"g","xyz":[0,0,0.3]},{"element":"O","wyckoff":"b","xyz":[0,0,0.5]},
                {"element":"Sr","wyckoff":"a","xyz":[0,0,0]}]}
                """
                        .formatted(first, second)));
    }
}

package io.nucleate.crystal.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Fixtures;
import io.nucleate.crystal.description.EquivalentDescriptions;
import io.nucleate.crystal.io.CrystalJson;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.stream.Stream;

class ProtostructureTest {
    @Test
    void countsLettersByElementAndForgetsCoordinates() {
        assertThat(Protostructure.of(perovskite(0.1, 0.2)).text()).isEqualTo("123 O:agh2 Sr:b");
        assertThat(Protostructure.of(perovskite(0.2, 0.1)))
                .isEqualTo(Protostructure.of(perovskite(0.1, 0.2)));
    }

    @Test
    void doesNotDependOnTheDescription() {
        Random random = new Random(4);
        for (Crystal crystal : Fixtures.crystals()) {
            Protostructure expected = Protostructure.of(crystal);
            for (int i = 0; i < 5; i++) {
                assertThat(Protostructure.of(EquivalentDescriptions.draw(crystal, random)))
                        .isEqualTo(expected);
            }
        }
        String halite = "{\"space_group\":225,\"lattice\":[5,5,5,90,90,90],\"sites\":["
                + "{\"element\":\"Na\",\"wyckoff\":\"%s\",\"xyz\":[%s]},{\"element\":\"Cl\",\"wyckoff\":\"%s\",\"xyz\":[%s]}]}";
        assertThat(Stream.of(
                                halite.formatted("a", "0,0,0", "b", "0.5,0.5,0.5"),
                                halite.formatted("b", "0.5,0.5,0.5", "a", "0,0,0"))
                        .map(line -> Protostructure.of(
                                        CrystalJson.readCrystal(CrystalJson.parse(line)))
                                .text()))
                .containsOnly("225 Cl:a Na:b");
    }

    @Test
    void compositionIsThatOfTheConventionalCell() {
        assertThat(Protostructure.of(perovskite(0.1, 0.2)).composition())
                .isEqualTo(perovskite(0.1, 0.2).composition());
        for (Crystal crystal : Fixtures.crystals()) {
            assertThat(Protostructure.of(crystal).composition()).isEqualTo(crystal.composition());
        }
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

package io.nucleate.evaluation;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.io.CrystalJson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Writes what LeMat-GenBench's rules say of crystals, for {@code tools/oracles}. */
final class WriteValidity {
    private WriteValidity() {}

    public static void main(String[] args) throws IOException {
        JsonMapper mapper = new JsonMapper();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            Crystal crystal = CrystalJson.readCrystal(mapper.readTree(line));
            System.out.println(verdict(crystal, mapper.createObjectNode()));
        }
    }

    private static ObjectNode verdict(Crystal crystal, ObjectNode verdict) {
        Material material =
                new Material("", Optional.of(crystal), crystal.primitiveStructure(), Map.of());
        verdict.set("primitive", CrystalJson.write(material.structure()));
        verdict.set("conventional", CrystalJson.write(crystal.structure()));
        Criteria criteria = Rules.LEMAT.criteria(material);
        verdict.put("metal", ChargeBalance.metallicity(crystal.composition()) > 0.7);
        ArrayNode valences = verdict.arrayNode();
        Optional<int[]> states = BondValences.states(material.structure());
        states.ifPresent(found -> Arrays.stream(found).forEach(valences::add));
        verdict.set("bond_valences", states.isPresent() ? valences : verdict.nullNode());
        verdict.put("charge_balanced", criteria.compositional().get("charge_balanced"));
        verdict.put("distances", criteria.structural().get("distances"));
        return verdict.put(
                "plausible",
                criteria.structural().get("density")
                        && criteria.structural().get("cell")
                        && criteria.structural().get("symmetry"));
    }
}

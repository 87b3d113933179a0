package io.nucleate.policy;

import ai.djl.Device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.tensors.SafeTensors;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parity files. */
final class Fixtures {
    static JsonNode json(String name) throws IOException {
        try (InputStream stream = Fixtures.class.getResourceAsStream(name + ".json")) {
            return new ObjectMapper().readTree(stream);
        }
    }

    /** Loads the policy of a parity file with the convention of the file. */
    static Policy policy(String name) throws IOException {
        return policy(name, "reference");
    }

    static Policy policy(String name, String convention) throws IOException {
        try (InputStream stream = Fixtures.class.getResourceAsStream(name + ".safetensors")) {
            SafeTensors file = SafeTensors.parse(stream.readAllBytes());
            Map<String, String> metadata = new HashMap<>(file.metadata());
            metadata.put("likelihood", convention);
            return Policy.of(new SafeTensors(metadata, file.tensors()), Device.cpu());
        }
    }

    static List<Crystal> crystals(String name) throws IOException {
        List<Crystal> crystals = new ArrayList<>();
        for (JsonNode node : json(name).get("crystals")) {
            crystals.add(CrystalJson.readCrystal(node));
        }
        return crystals;
    }
}

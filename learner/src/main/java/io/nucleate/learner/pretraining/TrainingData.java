package io.nucleate.learner.pretraining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CrystalJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Crystals to learn from, split by formula: a formula's crystals are all in one part, and which part follows from the SHA-256 of
 * the reduced formula alone.
 */
public record TrainingData(List<Crystal> training, List<Crystal> validation) {
    /** Of 256 values of the hash's first byte, so many are for validation: 5 %. */
    private static final int VALIDATION_BYTES = 13;

    /**
     * Reads crystal lines, gzipped or not.
     *
     * @param maxAtoms of the primitive cell
     * @param maxSites in Wyckoff positions
     * @param maxEnergyAboveHullEvPerAtom lines with a higher {@code e_above_hull} are left out; those without one stay
     * @throws IOException with file and line for one that is no crystal
     */
    public static TrainingData read(Path file, int maxAtoms, int maxSites, double maxEnergyAboveHullEvPerAtom)
            throws IOException {
        List<Crystal> training = new ArrayList<>();
        List<Crystal> validation = new ArrayList<>();
        try (BufferedReader lines = open(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                ObjectNode node = parse(file, number, line);
                if (node.path("e_above_hull").asDouble(0) >= maxEnergyAboveHullEvPerAtom) {
                    continue;
                }
                Crystal crystal;
                try {
                    crystal = CrystalJson.readCrystal(node);
                } catch (IllegalArgumentException e) {
                    throw new IOException(file + " line " + number + ": " + e.getMessage(), e);
                }
                int atoms = crystal.atomCount() / crystal.spaceGroup().centrings().length;
                if (atoms <= maxAtoms && crystal.sites().size() <= maxSites) {
                    (isValidation(crystal.composition().reducedFormula()) ? validation : training).add(crystal);
                }
            }
        }
        return new TrainingData(training, validation);
    }

    private static ObjectNode parse(Path file, int number, String line) throws IOException {
        try {
            return CrystalJson.parse(line);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " line " + number + ": " + e.getMessage(), e);
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream stream = Files.newInputStream(file);
        if (file.toString().endsWith(".gz")) {
            stream = new GZIPInputStream(stream);
        }
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** Whether crystals of this reduced formula are held out of training. */
    public static boolean isValidation(String reducedFormula) {
        return Integer.parseInt(formulaHash(reducedFormula).substring(0, 2), 16) < VALIDATION_BYTES;
    }

    /** SHA-256 of the reduced formula, lower-case hexadecimal. */
    public static String formulaHash(String reducedFormula) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(reducedFormula.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package io.nucleate.dashboard.view;

import io.nucleate.schemas.Scored;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Collectors;

/**
 * Two crystals with the same signature are shown as one: same formula, space group and elements on the same Wyckoff
 * positions, whatever their free coordinates and lattice.
 *
 * @param occupation elements and letters in the order of the letters, such as {@code Na a, Cl b}
 */
public record CrystalSignature(String formula, int spaceGroup, String occupation) {

    public static CrystalSignature of(Scored scored) {
        String occupation = scored.getCandidate().getCrystal().getSites().stream()
                .map(site -> site.getWyckoff() + " " + site.getElement())
                .sorted()
                .map(CrystalSignature::elementFirst)
                .collect(Collectors.joining(", "));
        return new CrystalSignature(
                scored.getFormula(), scored.getCandidate().getCrystal().getSpaceGroup(), occupation);
    }

    private static String elementFirst(String site) {
        String[] parts = site.split(" ");
        return parts[1] + " " + parts[0];
    }

    /** As text, unique. */
    public String text() {
        return formula + "|" + spaceGroup + "|" + occupation;
    }

    /** 64 bits of SHA-256, uniform as {@link DistinctSketch} needs them. */
    public long hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

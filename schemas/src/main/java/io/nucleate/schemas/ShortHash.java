package io.nucleate.schemas;

import org.apache.commons.codec.digest.DigestUtils;

/** Short hashes, by which records name what they rest on: 16 hexadecimal digits of SHA-256. */
public final class ShortHash {
    private static final int DIGITS = 16;

    private ShortHash() {}

    /** Shortens a SHA-256 in hexadecimal digits. */
    public static String of(String sha256) {
        return sha256.substring(0, DIGITS);
    }

    /** Returns the short hash of the content of a file. */
    public static String ofBytes(byte[] content) {
        return of(DigestUtils.sha256Hex(content));
    }

    /** Returns the short hash of a text. */
    public static String ofText(String text) {
        return of(DigestUtils.sha256Hex(text));
    }
}

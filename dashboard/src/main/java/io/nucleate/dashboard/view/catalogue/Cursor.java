package io.nucleate.dashboard.view.catalogue;

import io.nucleate.dashboard.view.catalogue.DiscoveryOrder.Place;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a page of a list ended. It is the place of the last row and no count, so that the next page
 * repeats and skips nothing, whatever came in between.
 */
record Cursor(DiscoveryOrder order, Place last) {
    private static final String SEPARATOR = "\n";
    private static final int PARTS = 4;

    String text() {
        String plain = String.join(
                SEPARATOR,
                order.text(),
                Long.toHexString(Double.doubleToLongBits(last.number())),
                last.formula(),
                last.protostructure());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException for a text that is no cursor of the order */
    static Cursor parse(String text, DiscoveryOrder order) {
        String[] parts;
        double number;
        try {
            parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8)
                    .split(SEPARATOR, -1);
            number = Double.longBitsToDouble(Long.parseUnsignedLong(parts[1], 16));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException(refusal(text), e);
        }
        if (parts.length != PARTS || !parts[0].equals(order.text())) {
            throw new IllegalArgumentException(refusal(text));
        }
        return new Cursor(order, new Place(number, parts[2], parts[3]));
    }

    private static String refusal(String text) {
        return "cursor=" + text + " is of no list that is sorted so; take it from 'next' of the"
                + " page before, with the same sort, or leave it out to begin";
    }
}

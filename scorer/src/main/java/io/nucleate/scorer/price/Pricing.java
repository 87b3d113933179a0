package io.nucleate.scorer.price;

/** What came of pricing one structure: a {@link Price}, or the reason for which there is none. */
public sealed interface Pricing permits Price, Pricing.Failure {

    /** @param reason one sentence that names what is wrong with the structure */
    record Failure(String reason) implements Pricing {}
}

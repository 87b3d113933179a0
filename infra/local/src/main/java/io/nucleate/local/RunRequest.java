package io.nucleate.local;

import io.nucleate.schemas.Run;

import java.util.Map;

/**
 * What {@code up} was asked to run.
 *
 * @param draft the run that is started where the directory has none: every setting written out
 * @param asked the settings that the user gave, by name
 * @param weights version 0 of the draft
 * @param weightsAsked whether the user gave the weights
 */
public record RunRequest(
        Run draft, Map<String, String> asked, Weights weights, boolean weightsAsked) {
    /** A policy in safetensors. */
    @FunctionalInterface
    public interface Weights {
        /** Returns the file. */
        byte[] bytes();
    }
}

/**
 * Samples crystals from the newest policy and publishes them as candidates. Start from
 * {@link io.nucleate.generator.GeneratorLoop}.
 */
package io.nucleate.generator;

/**
 * Measures the rates of every step of the loop. Start from
 * {@link io.nucleate.cli.bench.Benchmarks}.
 */
package io.nucleate.cli.bench;

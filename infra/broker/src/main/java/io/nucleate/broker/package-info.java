/**
 * A real Apache Kafka broker without an installation: {@link io.nucleate.broker.LocalBroker} runs
 * one in this JVM, or as a process of its own through its {@code main}.
 */
package io.nucleate.broker;

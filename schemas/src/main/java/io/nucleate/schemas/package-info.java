/**
 * The wire contract. {@link io.nucleate.schemas.Topic} lists every topic with its record type and
 * settings, {@link io.nucleate.schemas.KafkaSettings} makes clients for them,
 * {@link io.nucleate.schemas.AvroSerde} reads and writes their records, and
 * {@link io.nucleate.schemas.TopicAdmin} creates them. The policy's weights travel through
 * {@link io.nucleate.schemas.WeightsPublisher} and {@link io.nucleate.schemas.WeightsFollower}.
 * Readers of topics share {@link io.nucleate.schemas.TopicPartitions},
 * {@link io.nucleate.schemas.SeenIds} and {@link io.nucleate.schemas.LoopThread}.
 */
package io.nucleate.schemas;

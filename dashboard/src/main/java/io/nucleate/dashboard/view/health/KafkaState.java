package io.nucleate.dashboard.view.health;

import java.time.Instant;

/**
 * What is known of Kafka.
 *
 * @param isUp whether it answered when it was last asked
 * @param since when that began
 * @param lag records that the dashboard has not read yet; null where it is not known
 * @param storedBytes what its topics take of its disks, all copies; null where it is not known
 */
public record KafkaState(boolean isUp, Instant since, Long lag, Long storedBytes) {}

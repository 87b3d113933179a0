package io.nucleate.dashboard.view.health;

import java.util.List;

/**
 * Who is there and what goes wrong.
 *
 * @param services those whose records the dashboard has read since its start
 * @param kafka up or down
 * @param lag records that the dashboard has not read yet; null where it is not known
 * @param storedBytes what Kafka's topics take of its disks; null where it is not known
 * @param diskBudgetBytes most that the run may take of its disk; null where it has no such bound
 * @param stallReason why nothing goes on, for a person; null while it does
 * @param rejected the newest candidates that could not be scored, the newest first
 */
public record HealthReport(
        List<ServiceRow> services,
        String kafka,
        Long lag,
        Long storedBytes,
        Long diskBudgetBytes,
        String stallReason,
        List<RejectedRow> rejected) {}

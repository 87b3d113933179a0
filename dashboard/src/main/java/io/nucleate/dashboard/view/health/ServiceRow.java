package io.nucleate.dashboard.view.health;

import java.time.Instant;

/**
 * A service as its records show it.
 *
 * @param name its own name, such as {@code scorer-1}
 * @param alive whether it was heard of in the last {@value HealthBoard#ALIVE_SECONDS} seconds
 * @param lastHeardAt when it wrote its newest record
 * @param detail what that record says, for a person
 */
public record ServiceRow(String name, boolean alive, Instant lastHeardAt, String detail) {}

/**
 * Writes what people decide about runs. Start from
 * {@link io.nucleate.dashboard.steering.RunControl}.
 */
package io.nucleate.dashboard.steering;

/** Writes what people decide about runs. Start from {@link io.nucleate.dashboard.steering.Helm}. */
package io.nucleate.dashboard.steering;

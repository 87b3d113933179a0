/**
 * What a new run would be, and who may steer one; computed without Kafka and without the web. Start
 * from {@link io.nucleate.dashboard.view.steering.RunDraft}.
 */
package io.nucleate.dashboard.view.steering;

/**
 * The whole loop on one machine: {@link io.nucleate.local.system.LocalSystem} starts the broker and every service as a
 * process of its own, keeps them running, and watches what they achieve.
 */
package io.nucleate.local.system;

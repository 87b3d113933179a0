/**
 * The system on one machine: the broker and every service as a watched process. Start from
 * {@link io.nucleate.local.LocalSystem}.
 */
package io.nucleate.local;

/**
 * The command line and the system on one machine. {@link io.nucleate.local.Main} is the entry; its verbs are in {@link
 * io.nucleate.local.cli}, what {@code up} runs is in {@link io.nucleate.local.system}.
 */
package io.nucleate.local;

/**
 * The view of a running discovery: Kafka Streams fold the loop's topics into statistics, a small
 * web service shows them. Read in this order: {@link io.nucleate.dashboard.view} computes and knows
 * nothing of Kafka or the web; {@link io.nucleate.dashboard.streams} keeps the results up to date;
 * {@link io.nucleate.dashboard.web} answers the page.
 */
package io.nucleate.dashboard;

/**
 * Discoveries as text, for whoever writes files of them. Start from
 * {@link io.nucleate.schemas.discovery.ExportFormat}.
 */
package io.nucleate.schemas.discovery;

/**
 * The web service: {@link io.nucleate.dashboard.web.RunResource} answers the page under
 * META-INF/resources.
 */
package io.nucleate.dashboard.web;

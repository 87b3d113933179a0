/**
 * Discoveries by OPTIMADE, the common interface of databases of materials (specification 1.2, <a
 * href="https://specification.optimade.org">specification.optimade.org</a>). Start from
 * {@link io.nucleate.dashboard.view.optimade.StructureProperty}, which lists what a structure says,
 * and {@link io.nucleate.dashboard.view.optimade.FilterParser}.
 */
package io.nucleate.dashboard.view.optimade;

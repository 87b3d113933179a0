/**
 * One crystal in full, and its neighbours. Start from
 * {@link io.nucleate.dashboard.view.crystal.CrystalReport}.
 */
package io.nucleate.dashboard.view.crystal;

/**
 * The many ways to describe one crystal in one space group: other origins, axes and
 * representatives. Start from {@link io.nucleate.crystal.description.EquivalentDescriptions}.
 */
package io.nucleate.crystal.description;

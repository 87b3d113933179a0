/** From a structure to what it is worth in energy. Start from {@link io.nucleate.scorer.price.StructurePricer}. */
package io.nucleate.scorer.price;
